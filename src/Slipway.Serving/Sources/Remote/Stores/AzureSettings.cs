using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>Where and as whom a container is read, from the variables that Azure's tools use.</summary>
/// <param name="Endpoint">The account's blob endpoint; an emulator's has the account in its path.</param>
/// <param name="Account">The account's name.</param>
/// <param name="Key">The account's key; null where there is none.</param>
/// <param name="Sas">A shared access signature without its question mark; null where there is none.</param>
internal sealed record AzureSettings(Uri Endpoint, string Account, byte[]? Key, string? Sas)
{
    /// <summary>How requests go out, for messages.</summary>
    public string Origin =>
        Key is not null ? "signed with the account's key"
        : Sas is not null ? "with a shared access signature; it may have ended, or not allow reading and listing"
        : "without credentials (none of AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN, AZURE_STORAGE_CONNECTION_STRING)";

    public static AzureSettings Read(RemoteLocation location, Func<string, string?> environment, bool allowHttp)
    {
        var connection = Connection(Value("AZURE_STORAGE_CONNECTION_STRING"));
        var account = Value("AZURE_STORAGE_ACCOUNT") ?? connection.GetValueOrDefault("AccountName");
        var endpoint = location.Endpoint ?? EndpointOf(connection, account, allowHttp);
        var name = AccountOf(endpoint);
        var own = account is null || account == name;
        // The address's own signature goes first; a key for another account is not sent there.
        var sas =
            location.Query.Contains("sig=", StringComparison.Ordinal) ? location.Query
            : own ? Value("AZURE_STORAGE_SAS_TOKEN") ?? connection.GetValueOrDefault("SharedAccessSignature")
            : null;
        var key = own ? Value("AZURE_STORAGE_KEY") ?? connection.GetValueOrDefault("AccountKey") : null;
        var signed = key is not null && !location.Query.Contains("sig=", StringComparison.Ordinal);
        return new AzureSettings(endpoint, name, signed ? Decode(key!) : null, signed ? null : sas?.TrimStart('?'));

        string? Value(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
    }

    private static Uri EndpointOf(Dictionary<string, string> connection, string? account, bool allowHttp)
    {
        if (connection.GetValueOrDefault("BlobEndpoint") is { } address)
            return Endpoints.Parse(address, "BlobEndpoint in AZURE_STORAGE_CONNECTION_STRING", allowHttp);
        if (account is null || !account.All(char.IsAsciiLetterOrDigit))
        {
            throw ServingException.InvalidArgument(
                "az:// needs a storage account: name it in AZURE_STORAGE_ACCOUNT or AZURE_STORAGE_CONNECTION_STRING, or "
                    + "write https://ACCOUNT.blob.core.windows.net/CONTAINER/prefix."
            );
        }

        return new Uri(
            $"https://{account}.blob.{connection.GetValueOrDefault("EndpointSuffix") ?? "core.windows.net"}/"
        );
    }

    // The host's first part; with a path (an emulator's, or another server's) the path's first part.
    private static string AccountOf(Uri endpoint) =>
        endpoint.AbsolutePath.Trim('/') is { Length: > 0 } path ? path.Split('/')[0] : endpoint.Host.Split('.')[0];

    private static Dictionary<string, string> Connection(string? text) =>
        (text ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .GroupBy(part => part[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.OrdinalIgnoreCase);

    private static byte[] Decode(string key)
    {
        try
        {
            return Convert.FromBase64String(key);
        }
        catch (FormatException)
        {
            throw ServingException.InvalidArgument(
                "The key of the storage account (AZURE_STORAGE_KEY, or AccountKey in the connection string) is no Base64."
            );
        }
    }
}
