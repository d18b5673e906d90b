using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Slipway.Errors;

namespace Slipway.Containers;

/// <summary>What goes wrong with an engine, as failures with a <see cref="ServingException.Reason"/> each.</summary>
public static class EngineErrors
{
    /// <summary>Nobody answers: none is installed, it does not run, or its socket may not be opened.</summary>
    public const string NoEngine = "no-container-engine";

    /// <summary>There is no such image, here or where it was to be pulled from.</summary>
    public const string ImageMissing = "image-missing";

    /// <summary>The registry asks for credentials, or for others.</summary>
    public const string NotAuthorised = "registry-not-authorised";

    /// <summary>The engine said no.</summary>
    public const string Refused = "container-engine-refused";

    internal static ServingException Unreachable(string message, Exception? inner = null) =>
        new(ServingErrorCode.Unavailable, message, inner) { Reason = NoEngine };

    internal static ServingException Refuse(string message, Exception? inner = null) =>
        new(ServingErrorCode.FailedPrecondition, message, inner) { Reason = Refused };

    /// <summary>Runs a call, and has what it throws say what was tried, at which socket.</summary>
    internal static async Task<T> GuardAsync<T>(string socket, string what, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (DockerApiException e)
        {
            throw Refuse($"{what}: {Words(e)}", e);
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            throw Unreachable($"{what}: the container engine at {socket} does not answer ({e.Message}).", e);
        }
    }

    internal static bool IsMissing(DockerApiException e) => e.StatusCode == HttpStatusCode.NotFound;

    internal static bool IsOfConnection(Exception e) =>
        e is HttpRequestException or IOException or SocketException or TimeoutException;

    /// <summary>What the engine said, without the JSON around it.</summary>
    internal static string Words(DockerApiException e)
    {
        try
        {
            using var body = JsonDocument.Parse(e.ResponseBody ?? "");
            if (body.RootElement.TryGetProperty("message", out var message) && message.GetString() is { } text)
                return text.Trim();
        }
        catch (Exception parse) when (parse is JsonException or InvalidOperationException)
        {
            // As it is, then.
        }

        return string.IsNullOrWhiteSpace(e.ResponseBody) ? $"status {(int)e.StatusCode}" : e.ResponseBody.Trim();
    }
}
