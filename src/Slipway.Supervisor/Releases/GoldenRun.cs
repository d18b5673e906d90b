using System.Net.Http.Headers;
using Slipway.Deployment.Comparison;
using Slipway.Deployment.Rollouts;
using Slipway.Errors;

namespace Slipway.Supervisor.Releases;

/// <summary>Asks a replica the requests that its package brings along, and compares.</summary>
internal static class GoldenRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="http">By which it is asked.</param>
    /// <param name="address">The replica, such as <c>http://127.0.0.1:20001</c>.</param>
    /// <param name="model">The name of the model in it.</param>
    /// <param name="content">The package; null or a file: it has no golden requests.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Never throws but for cancellation: what goes wrong is the result.</returns>
    public static async Task<GoldenResult> RunAsync(
        HttpClient http,
        string address,
        string model,
        string? content,
        CancellationToken cancellationToken
    )
    {
        var asked = 0;
        try
        {
            foreach (var request in content is null ? [] : GoldenRequests.Read(content))
            {
                asked++;
                if (await AskAsync(http, address, model, request, cancellationToken) is { } difference)
                    return new GoldenResult { Asked = asked, Failure = $"'{request.Name}': {difference}" };
            }

            return new GoldenResult { Asked = asked };
        }
        catch (Exception e) when (e is HttpRequestException or ServingException or IOException)
        {
            return new GoldenResult { Asked = asked, Failure = e.Message };
        }
    }

    private static async Task<string?> AskAsync(
        HttpClient http,
        string address,
        string model,
        GoldenRequest request,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var body = new ReadOnlyMemoryContent(request.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync(new Uri(address + request.PathOf(model)), body, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return response.IsSuccessStatusCode
                ? GoldenAnswer.Difference(request, answer, rules: null)
                : $"status {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} seconds";
        }
    }
}
