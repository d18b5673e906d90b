using Slipway.Errors;

namespace Slipway.Containers.Images;

/// <summary>Tells apart why a pull failed: engines pass on what the registry said, in their own words and with any status.</summary>
internal static class PullFailure
{
    private static readonly string[] Credentials =
    [
        "unauthorized",
        "authentication required",
        "no basic auth credentials",
        "incorrect username or password",
        "access denied",
        "access to the resource is denied",
        "denied:",
        "forbidden",
    ];

    private static readonly string[] Missing = ["manifest unknown", "name unknown", "not found", "does not exist"];

    public static ServingException Of(string reference, string words, Exception? inner)
    {
        // Docker Hub says the same of what is not there and of what is not for everybody.
        if (Has(words, Credentials))
        {
            return new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The registry does not give the image {reference} away: {words}. Log in to it ('docker login', 'podman login'), or "
                    + "correct the name.",
                inner
            )
            {
                Reason = EngineErrors.NotAuthorised,
            };
        }

        return Has(words, Missing)
            ? new ServingException(
                ServingErrorCode.NotFound,
                $"There is no image {reference}, neither in the container engine nor in its registry: {words}. Correct the name, or push "
                    + "the image.",
                inner
            )
            {
                Reason = EngineErrors.ImageMissing,
            }
            : EngineErrors.Refuse($"The image {reference} cannot be pulled: {words}", inner);
    }

    private static bool Has(string words, string[] signs) =>
        signs.Any(sign => words.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
