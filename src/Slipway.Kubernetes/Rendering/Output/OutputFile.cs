namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>A file to be written.</summary>
/// <param name="Path">Within the folder, with slashes.</param>
/// <param name="Text">UTF-8, with line feeds.</param>
public sealed record OutputFile(string Path, string Text);
