using System.Net;
using Slipway.Errors;
using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote;

/// <summary>The failures of remote sources: one reason each, and none with a secret in it.</summary>
internal static class RemoteException
{
    public const string Unreachable = "remote-unreachable";
    public const string Denied = "remote-denied";
    public const string Missing = "remote-not-found";
    public const string Changed = "remote-changed";
    public const string Refused = "remote-refused";
    public const string Corrupt = "checksum-mismatch";
    public const string TooLarge = UnpackingErrors.TooLarge;
    public const string DiskFull = "disk-full";
    public const string BadName = UnpackingErrors.BadName;
    public const string BadArchive = UnpackingErrors.BadArchive;

    public static ServingException Create(string reason, string message, Exception? cause = null) =>
        new(CodeOf(reason), message, cause) { Reason = reason };

    public static ServingException FullDisk(string folder, string what, Exception? cause) =>
        Create(
            DiskFull,
            $"The disk of {folder} is full: {what}. Make room, or name a larger disk with --cache-dir.",
            cause
        );

    /// <summary>What an answer that is no success means.</summary>
    /// <param name="what">The object or folder, without credentials.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="detail">The store's own code for it, or null.</param>
    /// <param name="credentials">What the request was signed with and where others are looked for.</param>
    public static ServingException FromStatus(string what, HttpStatusCode status, string? detail, string credentials)
    {
        var said = $"{(int)status}{(detail is null ? "" : $" {detail}")}";
        return status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => Create(
                Missing,
                $"'{what}' does not exist ({said}). Check the address."
            ),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Create(
                Denied,
                $"'{what}' may not be read ({said}). The request went out {credentials}."
            ),
            HttpStatusCode.PreconditionFailed => Create(
                Changed,
                $"'{what}' changed while it was being downloaded; it is fetched anew at the next look."
            ),
            _ when IsTransient(status) => Create(Unreachable, $"The server of '{what}' answers {said}."),
            _ => Create(Refused, $"The server of '{what}' answers {said}, which was not expected."),
        };
    }

    public static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status is >= 500 and not 501;

    private static ServingErrorCode CodeOf(string reason) =>
        reason switch
        {
            Missing => ServingErrorCode.NotFound,
            TooLarge => ServingErrorCode.TooLarge,
            DiskFull => ServingErrorCode.ResourceExhausted,
            Unreachable or Changed => ServingErrorCode.Unavailable,
            _ => ServingErrorCode.FailedPrecondition,
        };
}
