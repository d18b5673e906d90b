using Slipway.Errors;

namespace Slipway.Oci;

/// <summary>Failures of images, layouts and registries, each with its machine-readable reason.</summary>
internal static class OciErrors
{
    public const string CorruptContent = "corrupt-content";

    /// <summary>Something given is wrong in itself.</summary>
    public static ServingException Invalid(string reason, string message, Exception? inner = null) =>
        new(ServingErrorCode.InvalidArgument, message, inner) { Reason = reason };

    /// <summary>A content that is not what its digest, its size or its manifest promise.</summary>
    public static ServingException Corrupt(string message, Exception? inner = null) =>
        new(ServingErrorCode.InvalidArgument, message, inner) { Reason = CorruptContent };

    public static ServingException NotFound(string reason, string message) =>
        new(ServingErrorCode.NotFound, message) { Reason = reason };

    public static ServingException TooLarge(string reason, string message) =>
        new(ServingErrorCode.TooLarge, message) { Reason = reason };
}
