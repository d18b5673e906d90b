using Slipway.Errors;

namespace Slipway.Oci.Unpacking;

/// <summary>Why something is not unpacked: one machine-readable reason each.</summary>
public static class UnpackingErrors
{
    public const string BadArchive = "archive-invalid";
    public const string BadName = "unsafe-name";
    public const string TooLarge = "model-too-large";

    internal static ServingException Create(string reason, string message, Exception? cause = null) =>
        new(reason == TooLarge ? ServingErrorCode.TooLarge : ServingErrorCode.FailedPrecondition, message, cause)
        {
            Reason = reason,
        };
}
