namespace Slipway.Deployment.Manifest;

/// <summary>The overlays of a manifest.</summary>
public static class ManifestOverlays
{
    /// <summary>The names of those beside it (for <c>slipway.production.yaml</c>, <c>production</c>), in order; none where there is no manifest.</summary>
    /// <param name="path">The manifest's file, or a folder with a <c>slipway.yaml</c>.</param>
    public static IReadOnlyList<string> Of(string path) =>
        new ManifestFiles([]).Find(path) is { } file ? [.. ManifestFiles.Environments(file)] : [];
}
