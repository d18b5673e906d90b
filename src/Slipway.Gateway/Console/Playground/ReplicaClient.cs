using System.Net;
using System.Text.Json;

namespace Slipway.Gateway.Console.Playground;

/// <summary>
/// Asks a replica about itself: not by way of the service, whose requests are counted, and which is not woken for it.
/// Thread-safe.
/// </summary>
internal sealed class ReplicaClient : IDisposable
{
    private const int LargestAnswer = 4 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        }
    )
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <returns>Null where there is nothing of the kind, whatever the reason.</returns>
    public async Task<JsonElement?> GetAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(address), cancellationToken);
            if (!response.IsSuccessStatusCode)
                return null;
            return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException or UriFormatException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
