using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Authorisation;

/// <summary>Users by their bearer tokens. Thread-safe.</summary>
public sealed class ApiUsers
{
    /// <summary>The token of one who may do everything.</summary>
    public const string AdminToken = "admin";

    private readonly ConcurrentDictionary<string, ApiUser> _users = new(StringComparer.Ordinal)
    {
        [AdminToken] = new ApiUser("kubernetes-admin", [ApiUser.Masters, "system:authenticated"]),
    };

    /// <summary>Lets a user in, and gives the token.</summary>
    public string Add(ApiUser user)
    {
        var token = $"token-of-{user.Name}";
        _users[token] = user;
        return token;
    }

    /// <exception cref="StatusException">The token is nobody's: 401.</exception>
    internal ApiUser Of(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return ApiUser.Anonymous;
        return
            header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && _users.TryGetValue(header[scheme.Length..], out var user)
            ? user
            : throw new StatusException(401, "Unauthorized", "Unauthorized");
    }
}
