using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>An issuer of tokens with a key of its own.</summary>
internal sealed class TestIssuer : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);

    public string Address { get; set; } = "";

    public string Token(string audience, DateTime? expires = null)
    {
        var end = expires ?? DateTime.UtcNow.AddMinutes(5);
        return new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Address,
                Audience = audience,
                NotBefore = end.AddHours(-1),
                Expires = end,
                SigningCredentials = new SigningCredentials(
                    new RsaSecurityKey(_rsa) { KeyId = "1" },
                    SecurityAlgorithms.RsaSha256
                ),
            }
        );
    }

    public Task AnswerAsync(HttpContext context)
    {
        var key = _rsa.ExportParameters(includePrivateParameters: false);
        JsonObject body =
            context.Request.Path == "/.well-known/openid-configuration"
                ? new JsonObject { ["issuer"] = Address, ["jwks_uri"] = Address + "/keys" }
                : new JsonObject
                {
                    ["keys"] = new JsonArray(
                        new JsonObject
                        {
                            ["kty"] = "RSA",
                            ["use"] = "sig",
                            ["kid"] = "1",
                            ["n"] = Base64UrlEncoder.Encode(key.Modulus),
                            ["e"] = Base64UrlEncoder.Encode(key.Exponent),
                        }
                    ),
                };
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    public void Dispose() => _rsa.Dispose();
}
