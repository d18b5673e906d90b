using Slipway.Containers;

namespace Slipway.Cli.Images;

/// <summary>What failures of images and registries end the tool with.</summary>
internal static class ImageFailures
{
    /// <summary>The exit code for a failure's reason; null where it is none of these.</summary>
    public static int? ExitCodeOf(string? reason) =>
        reason switch
        {
            "image-reference"
            or "image-location"
            or "platform"
            or "digest"
            or "target-exists"
            or "layer-path"
            or "docker-archive" => ExitCodes.Usage,
            "no-model" or "not-a-model" or "link-out-of-model" or "too-many-files" or "model-unreadable" =>
                ExitCodes.ModelNotLoaded,
            "registry-unreachable" or "registry-failed" => ExitCodes.ServerUnreachable,
            // What is wrong is on this machine.
            "no-packages"
            or "package"
            or "no-server"
            or "no-layout"
            or "archive"
            or "cannot-write"
            or "archive-invalid"
            or "unsafe-name"
            or "model-too-large"
            or EngineErrors.NoEngine
            or EngineErrors.ImageMissing
            or EngineErrors.NotAuthorised
            or EngineErrors.Refused
            or "corrupt-content" => ExitCodes.Failure,
            _ => null,
        };
}
