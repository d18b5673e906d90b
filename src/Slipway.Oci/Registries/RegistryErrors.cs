using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Errors;

namespace Slipway.Oci.Registries;

/// <summary>What went wrong with a registry, in words, with what to do.</summary>
internal static class RegistryErrors
{
    private const int LongestBody = 16 << 10;
    private const int LongestMessage = 300;

    /// <summary>Whether the same request may be answered otherwise a little later.</summary>
    public static bool Passes(HttpStatusCode status) =>
        status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;

    public static ServingException Unreachable(Uri address, Exception cause) =>
        new(
            ServingErrorCode.Unavailable,
            $"The registry at {address.GetLeftPart(UriPartial.Authority)} cannot be reached: {Innermost(cause)} "
                + Advice(address, cause),
            cause
        )
        {
            Reason = "registry-unreachable",
        };

    /// <summary>What the registry says with this answer.</summary>
    public static async Task<ServingException> OfAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var address = response.RequestMessage!.RequestUri!;
        var said = await SaidAsync(response, cancellationToken);
        var words = said.Length > 0 ? $" It says: {said}." : "";
        var where = $"The registry at {address.GetLeftPart(UriPartial.Authority)}";
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new(
                ServingErrorCode.FailedPrecondition,
                $"{where} does not know who this is, or does not take the credentials.{words} Log in with 'podman login' or "
                    + "'docker login', or name a file of credentials in REGISTRY_AUTH_FILE."
            )
            {
                Reason = "registry-unauthorized",
            },
            HttpStatusCode.Forbidden => new(
                ServingErrorCode.FailedPrecondition,
                $"{where} does not allow this.{words} The credentials need the right to it."
            )
            {
                Reason = "registry-denied",
            },
            HttpStatusCode.NotFound => OciErrors.NotFound(
                "not-in-registry",
                $"{where} has no {address.AbsolutePath}.{words}"
            ),
            HttpStatusCode.RequestEntityTooLarge => OciErrors.TooLarge(
                "registry-too-large",
                $"{where}, or a proxy before it, takes no request of this size.{words} Send it in parts: --chunk-size."
            ),
            HttpStatusCode.TooManyRequests => new(
                ServingErrorCode.ResourceExhausted,
                $"{where} takes no more requests for now.{words}"
            )
            {
                Reason = "registry-limit",
                RetryAfter = response.Headers.RetryAfter?.Delta,
            },
            >= HttpStatusCode.InternalServerError => new(
                ServingErrorCode.Unavailable,
                $"{where} failed with {(int)response.StatusCode}.{words} Try again later."
            )
            {
                Reason = "registry-failed",
            },
            _ => new(
                ServingErrorCode.Unknown,
                $"{where} answered {(int)response.StatusCode} to {response.RequestMessage.Method} {address.AbsolutePath}.{words}"
            )
            {
                Reason = "registry-refused",
            },
        };
    }

    private static async Task<string> SaidAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[LongestBody];
            var length = await body.ReadAtLeastAsync(
                buffer,
                buffer.Length,
                throwOnEndOfStream: false,
                cancellationToken
            );
            var document = JsonSerializer.Deserialize(
                buffer.AsSpan(0, length),
                RegistryErrorContext.Default.RegistryErrorDocument
            );
            var messages = document?.Errors?.Select(error => error.Message ?? error.Code ?? "") ?? [];
            var text = string.Join("; ", messages.Where(message => message.Length > 0));
            return Printable(text.Length > LongestMessage ? text[..LongestMessage] + "…" : text).TrimEnd('.');
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return "";
        }
    }

    // A registry may say anything, and it is shown in a terminal.
    private static string Printable(string text) =>
        string.Concat(text.Select(unit => char.IsControl(unit) ? ' ' : unit));

    private static string Innermost(Exception cause)
    {
        var message = cause.GetBaseException().Message;
        return message.EndsWith('.') ? message : message + ".";
    }

    private static string Advice(Uri address, Exception cause) =>
        cause.GetBaseException() is System.Security.Authentication.AuthenticationException
            ? "Name the certificate of its authority with --ca-file, or, if it speaks HTTP only, say --plain-http."
        : cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? "If it speaks HTTP only, say --plain-http."
        : $"Is '{address.Authority}' right, and is there a way to it from here?";
}

internal sealed record RegistryErrorDocument(IReadOnlyList<RegistryError>? Errors);

internal sealed record RegistryError(string? Code, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegistryErrorDocument))]
internal sealed partial class RegistryErrorContext : JsonSerializerContext;
