using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Access;

/// <summary>
/// Whether a token is one of the issuer, for this audience and of this time (RFC 7519). The issuer's keys are fetched with the
/// first token, and again where a token is signed by one that is not known. Thread-safe.
/// </summary>
internal sealed class TokenCheck(JwtConfig config, ILogger log)
{
    // By a key that only the issuer has: with a shared secret whoever can check tokens could make them.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    private readonly TokenValidationParameters _parameters = new()
    {
        ValidAudience = config.Audience,
        ValidAlgorithms = Algorithms,
        ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
            config.Authority.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            // Keys that come over an open line are anybody's; one that does not leave the machine is none.
            new HttpDocumentRetriever { RequireHttps = !IsThisMachine(config.Authority) }
        ),
    };

    public async ValueTask<bool> IsValidAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid)
            log.TokenRefused(result.Exception?.Message ?? "it is not valid");
        return result.IsValid;
    }

    private static bool IsThisMachine(string authority) =>
        Uri.TryCreate(authority, UriKind.Absolute, out var address) && address.IsLoopback;
}
