namespace Slipway.Cli.Commands;

/// <summary>A command line as a user would type it, with what it does.</summary>
internal sealed record Example(string Line, string Purpose);
