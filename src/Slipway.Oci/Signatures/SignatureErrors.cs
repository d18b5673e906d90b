using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>Why an image does not count as signed; each with its own reason, for programs.</summary>
public static class SignatureErrors
{
    /// <summary>All reasons begin so.</summary>
    public const string Prefix = "signature-";

    public const string Missing = Prefix + "missing";
    public const string OtherKey = Prefix + "other-key";
    public const string OtherImage = Prefix + "other-image";
    public const string OtherIdentity = Prefix + "other-identity";
    public const string Tampered = Prefix + "tampered";

    internal static ServingException NotSigned(string image, Digest digest) =>
        Refused(
            Missing,
            $"{image} ({digest}) is not signed. Sign it with 'slipway sign {image} --key FILE', or with cosign, in the same "
                + "repository."
        );

    internal static ServingException SignedByOthers(string image, Digest digest, int signatures) =>
        Refused(
            OtherKey,
            $"{image} ({digest}) has {Count(signatures)}, and none is by the wanted key: it was made with another one, or "
                + "changed. Is it the right public key?"
        );

    internal static ServingException ForAnother(string image, Digest digest, string signed) =>
        Refused(
            OtherImage,
            $"The signature beside {image} ({digest}) is by the wanted key but for another image, {signed}. It was put there for "
                + "what it does not sign: do not trust what is there."
        );

    internal static ServingException Named(string image, string wanted, string signed) =>
        Refused(
            OtherIdentity,
            $"{image} is signed by the wanted key, but under the name '{signed}' and not '{wanted}'."
        );

    internal static ServingException Changed(string image, Digest digest, string problem) =>
        Refused(
            Tampered,
            $"The signature of {image} ({digest}) was damaged or changed: {problem} Do not trust what is there."
        );

    private static string Count(int signatures) => signatures == 1 ? "a signature" : $"{signatures} signatures";

    private static ServingException Refused(string reason, string message) =>
        new(ServingErrorCode.FailedPrecondition, message) { Reason = reason };
}
