using System.Globalization;
using System.Text.Json;
using Slipway.Deployment;

namespace Slipway.Supervisor.Health;

/// <summary>
/// Asks <c>/v2/health/ready</c> (Open Inference Protocol V2, Health); any answer at all means that it lives. Whether what is not
/// ready is on its way or has failed is in the index of its models (Triton's repository extension).
/// </summary>
internal sealed class HealthEndpointProbe(HttpClient http, int port, TimeSpan timeout) : IReplicaProbe
{
    private const int LongestWhy = 1000;

    private readonly Uri _ready = Address(port, "v2/health/ready");
    private readonly Uri _index = Address(port, "v2/repository/index");

    public async Task<ProbeResult> AskAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timeout);
        try
        {
            using var response = await http.GetAsync(_ready, patience.Token);
            return response.IsSuccessStatusCode
                ? new ProbeResult(IsReady: true, IsLive: true, Why: null)
                : new ProbeResult(
                    IsReady: false,
                    IsLive: true,
                    await WhyAsync(response, patience.Token),
                    await HasFailedAsync(patience.Token)
                );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeResult(false, false, $"it does not answer within {DurationConverter.Text(timeout)}");
        }
        catch (HttpRequestException)
        {
            return new ProbeResult(false, false, "nothing listens on its port yet");
        }
    }

    private static Uri Address(int port, string path) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{path}"));

    // What waits for its turn has a reason too; what failed has a cause.
    private async Task<bool> HasFailedAsync(CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(_index, content: null, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return false;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var index = JsonDocument.Parse(text);
            return index
                .RootElement.EnumerateArray()
                .Any(model =>
                    model.GetProperty("state").GetString() == "UNAVAILABLE"
                    && model.TryGetProperty("cause", out var cause)
                    && cause.GetString() is { Length: > 0 }
                );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.TryGetProperty("error", out var error))
                text = error.ToString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As it is, then.
        }

        return text.Length switch
        {
            0 => $"it answers with status {(int)response.StatusCode}",
            > LongestWhy => text[..LongestWhy] + "…",
            _ => text,
        };
    }
}
