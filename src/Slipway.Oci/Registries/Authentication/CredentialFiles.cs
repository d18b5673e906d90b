using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Registries.Authentication;

/// <summary>
/// The files in which Podman (<c>auth.json</c>) and Docker (<c>config.json</c>) keep credentials, and the helper programs
/// that they name. The first file with an entry for the registry counts; files that are not there are passed over. They are
/// read anew each time, so a login counts at once.
/// </summary>
public sealed class CredentialFiles(IReadOnlyList<string> files) : IRegistryCredentials
{
    /// <summary>Docker Hub's entry, as <c>docker login</c> writes it.</summary>
    private const string HubEntry = "https://index.docker.io/v1/";

    /// <summary>
    /// <c>REGISTRY_AUTH_FILE</c> alone where it is set; else Podman's in <c>XDG_RUNTIME_DIR</c> and the user's
    /// configuration, and Docker's in <c>DOCKER_CONFIG</c> or <c>~/.docker</c>.
    /// </summary>
    public static CredentialFiles OfThisMachine()
    {
        if (Variable("REGISTRY_AUTH_FILE") is { } only)
            return new CredentialFiles([only]);

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var config = Variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config");
        var docker = Variable("DOCKER_CONFIG") ?? Path.Combine(home, ".docker");
        List<string> files = [Path.Combine(config, "containers", "auth.json"), Path.Combine(docker, "config.json")];
        if (Variable("XDG_RUNTIME_DIR") is { } runtime)
            files.Insert(0, Path.Combine(runtime, "containers", "auth.json"));
        return new CredentialFiles(files);
    }

    public async Task<RegistryCredential?> FindAsync(
        string registry,
        string repository,
        CancellationToken cancellationToken
    )
    {
        foreach (var file in files.Where(File.Exists))
        {
            var document = await ReadAsync(file, cancellationToken);
            foreach (var name in Names(registry, repository))
            {
                if (document.Helper(name) is { } helper)
                {
                    if (await CredentialHelper.AskAsync(helper, name, cancellationToken) is { } asked)
                        return asked;
                }
                else if (
                    document.Auths?.GetValueOrDefault(name) is { } entry
                    && Credential(entry, file, name) is { } found
                )
                {
                    return found;
                }
            }
        }

        return null;
    }

    // Podman's files may have entries for parts of a registry; the nearest counts.
    private static IEnumerable<string> Names(string registry, string repository)
    {
        for (var path = $"{registry}/{repository}"; path.Contains('/', StringComparison.Ordinal); )
        {
            yield return path;
            path = path[..path.LastIndexOf('/')];
        }

        yield return registry;
        if (registry == References.ImageReference.DockerHub)
        {
            yield return HubEntry;
            yield return "index.docker.io";
        }

        yield return $"https://{registry}";
        yield return $"https://{registry}/v1/";
        yield return $"https://{registry}/v2/";
    }

    private static RegistryCredential? Credential(CredentialEntry entry, string file, string name)
    {
        if (!string.IsNullOrEmpty(entry.IdentityToken))
            return new RegistryCredential("", entry.IdentityToken, IsToken: true);
        if (!string.IsNullOrEmpty(entry.UserName) && entry.Password is not null)
            return new RegistryCredential(entry.UserName, entry.Password);
        if (string.IsNullOrEmpty(entry.Auth))
            return null;

        var bytes = new byte[entry.Auth.Length];
        var text = Convert.TryFromBase64String(entry.Auth, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : "";
        return text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? new RegistryCredential(text[..colon], text[(colon + 1)..].TrimEnd('\0'))
            : throw OciErrors.Invalid(
                "credentials",
                $"In '{file}' the entry '{name}' has an 'auth' that is no name and password in base64. Log in again."
            );
    }

    private static async Task<CredentialDocument> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync(
                    stream,
                    CredentialContext.Default.CredentialDocument,
                    cancellationToken
                ) ?? new();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw OciErrors.Invalid("credentials", $"The credentials in '{file}' cannot be read: {e.Message}", e);
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

internal sealed record CredentialDocument
{
    public Dictionary<string, CredentialEntry>? Auths { get; init; }

    /// <summary>A helper for single registries.</summary>
    public Dictionary<string, string>? CredHelpers { get; init; }

    /// <summary>A helper for all others.</summary>
    public string? CredsStore { get; init; }

    public string? Helper(string registry) =>
        CredHelpers?.GetValueOrDefault(registry) is { Length: > 0 } own ? own
        : CredsStore is { Length: > 0 } ? CredsStore
        : null;
}

internal sealed record CredentialEntry
{
    /// <summary>Name, colon, password, in base64.</summary>
    public string? Auth { get; init; }

    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    public string? Password { get; init; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CredentialDocument))]
[JsonSerializable(typeof(HelperAnswer))]
internal sealed partial class CredentialContext : JsonSerializerContext;
