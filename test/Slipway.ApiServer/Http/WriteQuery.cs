using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Http;

/// <summary>The parameters of a write.</summary>
internal static class WriteQuery
{
    private const int LongestManager = 128;

    /// <exception cref="StatusException">A parameter says what it cannot: 400.</exception>
    public static WriteOptions Read(HttpRequest http)
    {
        var manager = http.Query["fieldManager"].ToString();
        if (manager.Length > LongestManager)
            throw StatusException.BadRequest($"fieldManager: Too long: may not be more than {LongestManager} bytes");
        if (http.Query["dryRun"] is { Count: > 0 } dryRun && dryRun != "All")
            throw StatusException.BadRequest($"dryRun: Unsupported value: \"{dryRun}\": supported values: \"All\"");
        return new WriteOptions
        {
            Manager = manager.Length > 0 ? manager : Agent(http),
            DryRun = http.Query["dryRun"].Count > 0,
            Force = http.Query["force"] == "true",
            Validation = http.Query["fieldValidation"].ToString() switch
            {
                "" or "Warn" => FieldValidation.Warn,
                "Ignore" => FieldValidation.Ignore,
                "Strict" => FieldValidation.Strict,
                var other => throw StatusException.BadRequest($"fieldValidation: Unsupported value: \"{other}\""),
            },
        };
    }

    /// <summary>Who writes without saying who it is goes by the first word of its user agent.</summary>
    private static string Agent(HttpRequest http) =>
        http.Headers.UserAgent.ToString().Split('/')[0] is { Length: > 0 } agent ? agent : "unknown";
}
