using Slipway.Oci.Unpacking;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// Where and as whom a bucket is read, from the variables and files that Amazon's tools use.
/// </summary>
/// <param name="Endpoint">The server; null for Amazon's own in the region.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="AccessKey">Null for anonymous requests.</param>
internal sealed record S3Settings(Uri? Endpoint, string Region, S3AccessKey? AccessKey)
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>Where the key came from, for messages.</summary>
    public string KeyOrigin { get; private init; } = "";

    /// <exception cref="Errors.ServingException">The profile that is named does not exist, or an address is wrong.</exception>
    public static S3Settings Read(Func<string, string?> environment, bool allowHttp)
    {
        var profile = Value("AWS_PROFILE");
        var config = AwsFile.Read(
            Value("AWS_CONFIG_FILE") ?? InHome(environment, "config"),
            profile is null or "default" ? "default" : $"profile {profile}"
        );
        var region =
            Value("AWS_REGION") ?? Value("AWS_DEFAULT_REGION") ?? config.GetValueOrDefault("region") ?? DefaultRegion;
        var address =
            Value("AWS_ENDPOINT_URL_S3") ?? Value("AWS_ENDPOINT_URL") ?? config.GetValueOrDefault("endpoint_url");
        var endpoint = address is null ? null : Endpoints.Parse(address, "AWS_ENDPOINT_URL", allowHttp);

        if (Value("AWS_ACCESS_KEY_ID") is { } id && Value("AWS_SECRET_ACCESS_KEY") is { } secret)
        {
            return new S3Settings(endpoint, region, new S3AccessKey(id, secret, Value("AWS_SESSION_TOKEN")))
            {
                KeyOrigin = "signed with the key in AWS_ACCESS_KEY_ID",
            };
        }

        var file = Value("AWS_SHARED_CREDENTIALS_FILE") ?? InHome(environment, "credentials");
        var stored = AwsFile.Read(file, profile ?? "default");
        var key = AwsFile.KeyOf(stored) ?? AwsFile.KeyOf(config);
        if (key is null && profile is not null)
        {
            throw RemoteException.Create(
                RemoteException.Denied,
                $"AWS_PROFILE names the profile '{EntryNames.Printable(profile)}', which has no key in {file}. Only "
                    + "keys are read from profiles: no role, single sign-on or credential process."
            );
        }

        return new S3Settings(endpoint, region, key)
        {
            KeyOrigin = key is null
                ? "without credentials (no AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, and no key in a profile)"
                : $"signed with the key of the profile '{profile ?? "default"}'",
        };

        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;
    }

    private static string InHome(Func<string, string?> environment, string file) =>
        Path.Combine(environment("HOME") ?? environment("USERPROFILE") ?? "", ".aws", file);
}

/// <summary>A key pair and, for a temporary one, its token. Never printed.</summary>
internal sealed class S3AccessKey(string id, string secret, string? token)
{
    public string Id { get; } = id;

    public string Secret { get; } = secret;

    public string? Token { get; } = token;
}
