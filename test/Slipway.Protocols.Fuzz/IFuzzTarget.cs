namespace Slipway.Protocols.Fuzz;

/// <summary>One decoder under fuzzing. Stateless.</summary>
internal interface IFuzzTarget
{
    /// <summary>The first byte of the inputs that are meant for it, a letter so that seeds can be read.</summary>
    byte Selector { get; }

    /// <summary>Decodes; any exception that leaves is a finding.</summary>
    void Run(ReadOnlySpan<byte> input);
}
