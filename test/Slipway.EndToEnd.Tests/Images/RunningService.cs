using System.Net;
using System.Text.Json;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>A service in a container, asked over the network of this machine.</summary>
internal sealed class RunningService(int port) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Returns when it answers that it is ready.</summary>
    public async Task WaitUntilReadyAsync(Func<string?> ended)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri("v2/health/ready", UriKind.Relative), limit.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            if (ended() is { } words)
                Assert.Fail($"The container ended: {words}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Asks a model, whose name and inputs <paramref name="body"/> has; 200 is expected.</summary>
    public Task<JsonElement> InferAsync(string model, string body) => PostAsync($"v2/models/{model}/infer", body);

    /// <summary>Asks a model in its task's words; 200 is expected.</summary>
    public Task<JsonElement> AskAsync(string model, string body) => PostAsync($"models/{model}", body);

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The species of a flower, by the sample's model.</summary>
    public async Task<string?> SpeciesAsync()
    {
        var answer = await InferAsync(
            "iris",
            """{"inputs":[{"name":"measurements","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}"""
        );
        return answer
            .GetProperty("outputs")
            .EnumerateArray()
            .Single(output => output.GetProperty("name").GetString() == "species")
            .GetProperty("data")[0]
            .GetString();
    }

    /// <summary>How many requests are being computed, by the server's own count.</summary>
    public async Task<string> MetricsAsync() => await _http.GetStringAsync(new Uri("metrics", UriKind.Relative), Token);

    public void Dispose() => _http.Dispose();
}
