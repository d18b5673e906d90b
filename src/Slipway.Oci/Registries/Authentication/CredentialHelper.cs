using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Registries.Authentication;

/// <summary>
/// Asks a program <c>docker-credential-NAME get</c>: the registry on its standard input, an object with name and secret on
/// its standard output (the protocol of docker-credential-helpers).
/// </summary>
internal static class CredentialHelper
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
    );

    /// <summary>The credential, or null where the program has none for this registry.</summary>
    public static async Task<RegistryCredential?> AskAsync(
        string name,
        string registry,
        CancellationToken cancellationToken
    )
    {
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            throw Failed(name, "the name has characters that no program's name should have");

        var program = $"docker-credential-{name}";
        using var process = Start(program, name);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, registry);
            var answer = await output;
            await errors;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? Read(answer, name) : NotFoundOr(answer, name);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(name, $"it gave no answer in {Limit.TotalSeconds:0} seconds");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, string name)
    {
        try
        {
            return Process.Start(
                    new ProcessStartInfo(program, ["get"])
                    {
                        RedirectStandardInput = true,
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                        UseShellExecute = false,
                    }
                ) ?? throw Failed(name, "it cannot be started");
        }
        catch (Win32Exception e)
        {
            throw Failed(name, $"it cannot be started: {e.Message}");
        }
    }

    private static async Task WriteAsync(Process process, string registry)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(registry);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want to hear it; what it answers says why.
        }
    }

    private static RegistryCredential? Read(string answer, string name)
    {
        try
        {
            return
                JsonSerializer.Deserialize(answer, CredentialContext.Default.HelperAnswer)
                    is { UserName: { } user, Secret: { Length: > 0 } secret }
                ? new RegistryCredential(user == "<token>" ? "" : user, secret, IsToken: user == "<token>")
                : null;
        }
        catch (JsonException e)
        {
            throw Failed(name, $"its answer is not understood: {e.Message}");
        }
    }

    // The protocol has no code for this, only the text.
    private static RegistryCredential? NotFoundOr(string answer, string name) =>
        answer.Contains("credentials not found", StringComparison.Ordinal)
            ? null
            : throw Failed(name, answer.Trim() is { Length: > 0 and <= 300 } said ? $"it says: {said}" : "it failed");

    private static Errors.ServingException Failed(string name, string problem) =>
        OciErrors.Invalid(
            "credentials",
            $"The credential helper 'docker-credential-{name}' was asked and {problem}. It is named by 'credsStore' or "
                + "'credHelpers' in the file of credentials."
        );
}

internal sealed record HelperAnswer
{
    [JsonPropertyName("Username")]
    public string? UserName { get; init; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; init; }
}
