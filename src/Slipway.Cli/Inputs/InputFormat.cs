namespace Slipway.Cli.Inputs;

/// <summary>How to read an input; Auto looks at the file's name, then at its content.</summary>
internal enum InputFormat
{
    Auto,
    Json,
    Csv,
    Image,
}
