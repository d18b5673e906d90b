using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Errors;

namespace Slipway.Oci.Registries.Authentication;

/// <summary>What goes with a request, and until when.</summary>
internal sealed record Authorization(AuthenticationHeaderValue Header, DateTimeOffset Until);

/// <summary>
/// Answers the challenges of registries: with name and password, or with a token from the service that the registry names
/// (distribution specification, <em>Token Authentication</em>; its OAuth 2 form for identity tokens). Tokens are kept as
/// long as they are good. Thread-safe.
/// </summary>
internal sealed class Authenticator(HttpClient http, RegistryOptions options, IRegistryCredentials credentials)
{
    // What the specification says of a token that does not say how long it is good.
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private const int LongestAnswer = 1 << 20;

    private readonly ConcurrentDictionary<TokenScope, Authorization> _known = [];

    /// <summary>What worked before and is still good; null where nothing is known.</summary>
    public Authorization? Known(Uri address, TokenScope scope) =>
        IsRegistry(address, scope) && _known.TryGetValue(scope, out var known) && known.Until > options.Time.GetUtcNow()
            ? known
            : null;

    /// <summary>What the registry asked for; null where there is nothing to answer, or what was sent is what there is.</summary>
    public async Task<Authorization?> AnswerAsync(
        HttpResponseMessage response,
        TokenScope scope,
        Authorization? refused,
        CancellationToken cancellationToken
    )
    {
        var address = response.RequestMessage!.RequestUri!;
        // Whoever else a registry points at, for blobs or uploads, gets nothing of what is the registry's.
        if (!IsRegistry(address, scope) || Challenge.Of(response.Headers) is not { } challenge)
            return null;

        var credential = await credentials.FindAsync(scope.Registry, scope.Repository, cancellationToken);
        var answer = challenge.Realm is null
            ? Basic(credential)
            : await TokenAsync(challenge, challenge.Realm, address, credential, scope, cancellationToken);
        if (answer is null || answer.Header.Equals(refused?.Header))
            return null;

        _known[scope] = answer;
        return answer;
    }

    private bool IsRegistry(Uri address, TokenScope scope) =>
        RegistryAddress.IsSame(address, RegistryAddress.Of(scope.Registry, options));

    private static Authorization? Basic(RegistryCredential? credential) =>
        credential is null or { IsToken: true } ? null : new(BasicHeader(credential), DateTimeOffset.MaxValue);

    private static AuthenticationHeaderValue BasicHeader(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Secret}")));

    private async Task<Authorization?> TokenAsync(
        Challenge challenge,
        Uri realm,
        Uri registry,
        RegistryCredential? credential,
        TokenScope scope,
        CancellationToken cancellationToken
    )
    {
        // The password would go over the wire as it is.
        if (realm.Scheme != Uri.UriSchemeHttps && credential is not null && !(realm.IsLoopback || options.PlainHttp))
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The registry at {registry.Authority} wants the credentials sent to {realm.GetLeftPart(UriPartial.Path)}, "
                    + "unencrypted. They were not sent; say --plain-http if that is meant."
            )
            {
                Reason = "unencrypted-credentials",
            };
        }

        var scopes = scope.Words.Union(challenge.Scopes, StringComparer.Ordinal).ToArray();
        using var request = credential is { IsToken: true }
            ? OAuth(challenge, realm, credential, scopes)
            : Get(challenge, realm, credential, scopes);
        using var silence = new CancellationTokenSource(options.Silence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        if (!response.IsSuccessStatusCode)
            throw await RegistryErrors.OfAsync(response, either.Token);

        var answer = await ReadAsync(response, realm, either.Token);
        var life = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 0, 0, 24 * 3600));
        var until = options.Time.GetUtcNow() + (life > ShortestLife ? life : ShortestLife) - Margin;
        var token = answer.Token ?? answer.AccessToken;
        return string.IsNullOrEmpty(token) ? null : new(new AuthenticationHeaderValue("Bearer", token), until);
    }

    private static HttpRequestMessage Get(
        Challenge challenge,
        Uri realm,
        RegistryCredential? credential,
        IEnumerable<string> scopes
    )
    {
        var query = scopes.Select(scope => $"scope={Uri.EscapeDataString(scope)}");
        if (challenge.Service is { } service)
            query = query.Prepend($"service={Uri.EscapeDataString(service)}");
        var separator = realm.Query.Length > 0 ? '&' : '?';
        return new HttpRequestMessage(HttpMethod.Get, new Uri($"{realm}{separator}{string.Join('&', query)}"))
        {
            Headers = { Authorization = credential is null ? null : BasicHeader(credential) },
        };
    }

    private static HttpRequestMessage OAuth(
        Challenge challenge,
        Uri realm,
        RegistryCredential credential,
        IEnumerable<string> scopes
    ) =>
        new(HttpMethod.Post, realm)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "refresh_token",
                    ["client_id"] = "slipway",
                    ["service"] = challenge.Service ?? "",
                    ["scope"] = string.Join(' ', scopes),
                    ["refresh_token"] = credential.Secret,
                }
            ),
        };

    private static async Task<TokenAnswer> ReadAsync(
        HttpResponseMessage response,
        Uri realm,
        CancellationToken cancellationToken
    )
    {
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonSerializer.Deserialize(body, TokenContext.Default.TokenAnswer) ?? new(null, null, null);
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.Unknown,
                $"The token service {realm.GetLeftPart(UriPartial.Path)} answered with what is no token: {e.Message}",
                e
            )
            {
                Reason = "registry-refused",
            };
        }
    }
}

internal sealed record TokenAnswer(
    string? Token,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenContext : JsonSerializerContext;
