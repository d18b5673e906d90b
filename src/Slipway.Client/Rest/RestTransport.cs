using System.Net;
using System.Text.Json;
using Slipway.Client.Resilience;
using Slipway.Errors;

namespace Slipway.Client.Rest;

/// <summary>One server over HTTP: sends, and turns whatever fails into the errors of the client. Thread-safe.</summary>
internal sealed class RestTransport(Uri address, InferenceClientOptions options) : IDisposable
{
    private readonly HttpClient _http = new(
        options.HttpHandler ?? new SocketsHttpHandler(),
        options.HttpHandler is null
    )
    {
        // A path of the address is kept: the server may stand behind a proxy.
        BaseAddress = new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Uri Address => address;

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);

    /// <summary>Sends one message and reads its answer, which must be 200.</summary>
    /// <exception cref="ServingException">The server refused, cannot be reached, or answered no JSON.</exception>
    public async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        string what,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var message = create();
            try
            {
                using var response = await _http.SendAsync(
                    message,
                    HttpCompletionOption.ResponseHeadersRead,
                    cancellationToken
                );
                if (response.StatusCode != HttpStatusCode.OK)
                    throw await RestFailures.ReadAsync(response, what, options.TimeProvider, cancellationToken);
                return await read(response, cancellationToken);
            }
            finally
            {
                if (message.Content is EncodedContent content)
                    await content.WaitUntilWrittenAsync();
            }
        }
        catch (HttpRequestException e)
        {
            throw ConnectionFailures.From(Address, e);
        }
        catch (IOException e)
        {
            throw ConnectionFailures.From(Address, e);
        }
        catch (JsonException e)
        {
            throw new ServingException(
                ServingErrorCode.Unknown,
                $"{what} from {Address} is not the JSON that the Open Inference protocol asks for: {e.Message}",
                e
            );
        }
    }

    public void Dispose() => _http.Dispose();
}
