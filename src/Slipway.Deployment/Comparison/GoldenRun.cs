using System.Net.Http.Headers;
using Slipway.Deployment.Rollouts;
using Slipway.Errors;
using Slipway.Models;

namespace Slipway.Deployment.Comparison;

/// <summary>Asks a server the requests that its model's package brings along, and compares.</summary>
/// <param name="http">By which it is asked.</param>
/// <param name="address">The server, such as <c>http://127.0.0.1:20001</c>.</param>
/// <param name="model">The name of the model in it.</param>
public sealed class GoldenRun(HttpClient http, string address, string model)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>By the package that lies here.</summary>
    /// <param name="package">Its folder; null or a file: it has no golden requests.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Never throws but for cancellation: what goes wrong is the result.</returns>
    public async Task<GoldenResult> ByPackageAsync(string? package, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(package is null ? [] : GoldenRequests.Read(package), cancellationToken);
        }
        catch (ServingException e)
        {
            return new GoldenResult { Asked = 0, Failure = e.Message };
        }
    }

    /// <summary>By what the server itself tells of its package, which is not here.</summary>
    /// <inheritdoc cref="ByPackageAsync"/>
    public async Task<GoldenResult> ByServerAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            if (await new ServedGoldenRequests(http, address, model).ReadAsync(patience.Token) is { } requests)
                return await AskAsync(requests, cancellationToken);
            return new GoldenResult
            {
                Asked = 0,
                Missing =
                    $"no golden requests were asked: the server at {address} tells none of '{model}'; it is no server of Slipway's, or an older one",
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ServingException)
        {
            return new GoldenResult { Asked = 0, Failure = $"its golden requests cannot be read: {e.Message}" };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new GoldenResult
            {
                Asked = 0,
                Failure = $"it did not tell its golden requests within {Patience.TotalSeconds:0} seconds",
            };
        }
    }

    private async Task<GoldenResult> AskAsync(
        IReadOnlyList<GoldenRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var asked = 0;
        foreach (var request in requests)
        {
            asked++;
            if (await DifferenceAsync(request, cancellationToken) is { } difference)
                return new GoldenResult { Asked = asked, Failure = $"'{request.Name}': {difference}" };
        }

        return new GoldenResult { Asked = asked };
    }

    private async Task<string?> DifferenceAsync(GoldenRequest request, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var body = new ReadOnlyMemoryContent(request.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            var path = GoldenPath.Of(request.Body, model);
            using var response = await http.PostAsync(new Uri(address + path), body, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return response.IsSuccessStatusCode
                ? GoldenAnswer.Difference(request, answer, rules: null)
                : $"status {(int)response.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} seconds";
        }
    }
}
