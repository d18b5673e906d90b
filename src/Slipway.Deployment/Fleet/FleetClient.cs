using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Errors;

namespace Slipway.Deployment.Fleet;

/// <summary>A supervisor, spoken to in JSON over HTTP on its Unix socket, which only its user may open.</summary>
public sealed class FleetClient : IFleet, IDisposable
{
    /// <summary>The reason of a failure where nobody answers on the socket: the supervisor is not there, or ended meanwhile.</summary>
    public const string NobodyAnswers = "fleet-does-not-run";

    /// <summary>The reason of a refusal while the fleet ends: when its supervisor has gone, another may be started.</summary>
    public const string IsEnding = "fleet-is-ending";

    private readonly HttpClient _http;

    public FleetClient(string socket)
        : this(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) }) { }

    internal FleetClient(HttpMessageHandler handler)
    {
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://fleet/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        ReadAsync(HttpMethod.Get, "fleet", DeploymentJson.Default.FleetStatus, cancellationToken);

    public async Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) =>
        await ReadAsync(HttpMethod.Get, "fleet/spec", DeploymentJson.Default.FleetSpec, cancellationToken);

    public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken) =>
        ReadAsync(
            HttpMethod.Put,
            "fleet",
            DeploymentJson.Default.FleetChanges,
            cancellationToken,
            JsonContent.Create(spec, DeploymentJson.Default.FleetSpec)
        );

    public Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken) =>
        ReadAsync(
            HttpMethod.Post,
            Of(service, "revisions"),
            DeploymentJson.Default.Int32,
            cancellationToken,
            JsonContent.Create(launch, DeploymentJson.Default.ServiceLaunch)
        );

    public Task PromoteAsync(string service, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Of(service, "promote"), null, cancellationToken);

    public Task PauseAsync(string service, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Of(service, "pause"), null, cancellationToken);

    public Task ResumeAsync(string service, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Of(service, "resume"), null, cancellationToken);

    public Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            Of(service, "rollback")
                + (revision is null ? "" : string.Create(CultureInfo.InvariantCulture, $"?revision={revision}")),
            null,
            cancellationToken
        );

    public Task SplitAsync(
        string service,
        IReadOnlyDictionary<int, double> weights,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            HttpMethod.Put,
            Of(service, "split"),
            JsonContent.Create(
                weights.ToDictionary(
                    each => each.Key.ToString(CultureInfo.InvariantCulture),
                    each => each.Value,
                    StringComparer.Ordinal
                ),
                DeploymentJson.Default.DictionaryStringDouble
            ),
            cancellationToken
        );

    public Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put,
            Of(service, "replicas"),
            JsonContent.Create(replicas, DeploymentJson.Default.Int32),
            cancellationToken
        );

    public Task RestartAsync(string service, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, Of(service, "restart"), null, cancellationToken);

    public Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(
        string? service,
        int last,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"history?last={last}")
                + (service is null ? "" : $"&service={Uri.EscapeDataString(service)}"),
            DeploymentJson.Default.IReadOnlyListHistoryEntry,
            cancellationToken
        );

    public async IAsyncEnumerable<LogLine> GetLogsAsync(
        IReadOnlyList<string> services,
        int last,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var path =
            string.Create(CultureInfo.InvariantCulture, $"logs?last={last}&follow={(follow ? "true" : "false")}")
            + string.Concat(services.Select(service => $"&service={Uri.EscapeDataString(service)}"));
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(reader, cancellationToken) is { } line)
        {
            if (line.Length > 0)
                yield return JsonSerializer.Deserialize(line, DeploymentJson.Default.LogLine)!;
        }
    }

    public Task DownAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "down", null, cancellationToken);

    public Task EndIdleAsync(CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "end-idle", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string Of(string service, string verb) => $"services/{Uri.EscapeDataString(service)}/{verb}";

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The supervisor that ends while its logs are followed ends the lines, not the reader.
    private static async Task<string?> ReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private async Task SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await SendAsync(request, cancellationToken);
    }

    private async Task<T> ReadAsync<T>(
        HttpMethod method,
        string path,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        HttpContent? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        using var response = await SendAsync(request, cancellationToken);
        try
        {
            return (await response.Content.ReadFromJsonAsync(type, cancellationToken))!;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Absence("The supervisor of the fleet ended before it had answered.", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw Absence("The fleet does not run: nobody answers on its socket. Start it with 'slipway up'.", e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
        {
            throw await FailureAsync(response, cancellationToken);
        }
    }

    private static ServingException Absence(string message, Exception cause) =>
        new(ServingErrorCode.Unavailable, message, cause) { Reason = NobodyAnswers };

    private static async Task<ServingException> FailureAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var error = await response.Content.ReadFromJsonAsync(DeploymentJson.Default.FleetError, cancellationToken);
            if (error is not null)
            {
                return new ServingException(
                    Enum.TryParse<ServingErrorCode>(error.Code, out var code) ? code : ServingErrorCode.Unknown,
                    error.Error
                )
                {
                    Reason = error.Reason,
                };
            }
        }
        catch (JsonException)
        {
            // Not from a supervisor of this kind; its status is all there is to tell.
        }

        return ServingException.Internal($"The supervisor answered with status {(int)response.StatusCode}.");
    }
}
