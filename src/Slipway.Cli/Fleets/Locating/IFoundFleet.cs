namespace Slipway.Cli.Fleets.Locating;

/// <summary>The fleet that a command is about, wherever it runs.</summary>
internal interface IFoundFleet
{
    string Name { get; }

    /// <summary>Whether somebody should answer for it though nobody does; else it was taken down.</summary>
    bool IsExpected { get; }

    /// <summary>What is said where nobody answers any more, with the remedy.</summary>
    string Gone { get; }
}
