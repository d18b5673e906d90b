using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s.Models;

namespace Slipway.Kubernetes.Api;

/// <summary>What every request to an API server has, and what its refusals mean.</summary>
internal static class ApiRequest
{
    private const int LongestMessage = 2000;

    public static async Task<HttpRequestMessage> MakeAsync(
        k8s.Kubernetes client,
        HttpMethod method,
        string path,
        CancellationToken token
    )
    {
        // The server's address may itself have a path, as behind a proxy.
        var root = client.BaseUri.AbsoluteUri.EndsWith('/')
            ? client.BaseUri
            : new Uri(client.BaseUri.AbsoluteUri + "/");
        var request = new HttpRequestMessage(method, new Uri(root, path)) { Version = HttpVersion.Version20 };
        request.Headers.Accept.ParseAdd("application/json");
        if (client.Credentials is { } credentials)
            await credentials.ProcessHttpRequestAsync(request, token);
        return request;
    }

    /// <summary>The lines of an answer as they come, until it ends.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="path">What is got.</param>
    /// <param name="takesAnything">The answer is text, not JSON.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ApiException">The answer is a refusal.</exception>
    public static async IAsyncEnumerable<string> LinesAsync(
        k8s.Kubernetes client,
        string path,
        bool takesAnything,
        [EnumeratorCancellation] CancellationToken token
    )
    {
        using var request = await MakeAsync(client, HttpMethod.Get, path, token);
        if (takesAnything)
            request.Headers.Accept.Clear();
        using var response = await client.HttpClient.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            token
        );
        await EnsureAsync(response, $"GET {path}", token);
        await using var stream = await response.Content.ReadAsStreamAsync(token);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(token) is { } line)
        {
            yield return line;
        }
    }

    /// <exception cref="ApiException">The answer is a refusal.</exception>
    public static async Task EnsureAsync(HttpResponseMessage response, string what, CancellationToken token)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = await response.Content.ReadAsStringAsync(token);
        var status = Parse(body);
        var said = status?.Message ?? body[..Math.Min(body.Length, LongestMessage)];
        throw new ApiException(
            response.StatusCode,
            status,
            $"The API server answered {what} with {(int)response.StatusCode} {status?.Reason ?? response.ReasonPhrase}: {said}",
            response.Headers.RetryAfter?.Delta
        );
    }

    public static V1Status? Parse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<V1Status>(body, ResourceJson.Options);
        }
        catch (JsonException)
        {
            // A proxy's page, for example.
            return null;
        }
    }
}
