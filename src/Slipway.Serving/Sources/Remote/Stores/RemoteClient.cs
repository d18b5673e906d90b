using System.Net;
using System.Net.Sockets;
using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>
/// Sends requests: no redirects of its own, no decompression, no cookies, and nobody is waited for longer than the
/// silence limit. Thread-safe.
/// </summary>
internal sealed class RemoteClient : IDisposable
{
    private const int MaxErrorBytes = 4096;

    private readonly HttpClient _http;
    private readonly TimeSpan _silence;

    public RemoteClient(RemoteSourceOptions options)
    {
        _silence = options.SilenceLimit;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                UseCookies = false,
                ConnectTimeout = options.SilenceLimit,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "slipway");
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "identity");
    }

    /// <summary>One attempt; returns at the headers, whatever the status.</summary>
    /// <exception cref="ServingException">The server could not be reached, or stayed silent.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_silence);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (Exception e) when (IsOfTransport(e, cancellationToken))
        {
            throw Unreachable(what, e);
        }
    }

    /// <summary>Throws for a status that is no success; the response is disposed then.</summary>
    public async Task EnsureSuccessAsync(
        HttpResponseMessage response,
        string what,
        string credentials,
        CancellationToken cancellationToken
    )
    {
        if (response.IsSuccessStatusCode)
            return;
        using (response)
        {
            var detail = await DetailAsync(response, cancellationToken);
            var failure = RemoteException.FromStatus(what, response.StatusCode, detail, credentials);
            throw response.Headers.RetryAfter?.Delta is { } wait
                ? new ServingException(failure.Code, failure.Message) { Reason = failure.Reason, RetryAfter = wait }
                : failure;
        }
    }

    /// <summary>A whole small body, of at most <paramref name="limit"/> bytes.</summary>
    public async Task<byte[]> ReadAsync(
        HttpResponseMessage response,
        int limit,
        string what,
        CancellationToken cancellationToken
    )
    {
        var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[16 << 10];
        while (await ReadAsync(stream, buffer, what, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > limit)
            {
                throw RemoteException.Create(
                    RemoteException.Refused,
                    $"The server of '{what}' sends a listing of more than {ByteSize.Of(limit)} at once."
                );
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    /// <summary>The next bytes of a body; 0 at its end.</summary>
    /// <exception cref="ServingException">The connection broke off, or the server stayed silent.</exception>
    public async ValueTask<int> ReadAsync(
        Stream stream,
        Memory<byte> buffer,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_silence);
        try
        {
            return await stream.ReadAsync(buffer, limit.Token);
        }
        catch (Exception e) when (IsOfTransport(e, cancellationToken))
        {
            throw Unreachable(what, e);
        }
    }

    /// <summary>Whether the network, not the caller, is behind an exception.</summary>
    private static bool IsOfTransport(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (e is HttpRequestException or IOException or OperationCanceledException);

    public static ServingException Unreachable(string what, Exception cause) =>
        RemoteException.Create(
            RemoteException.Unreachable,
            $"The server of '{what}' cannot be reached: {WordsFor(cause)}. Check the address and the network.",
            cause
        );

    public static string WordsFor(Exception cause) =>
        cause switch
        {
            OperationCanceledException => "it stayed silent for too long",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is unknown",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                "no secure connection could be made; its certificate may not be trusted here",
            HttpRequestException { InnerException: SocketException socket } => socket.Message.TrimEnd('.'),
            HttpIOException or HttpRequestException or IOException => "the connection broke off",
            _ => cause.GetType().Name,
        };

    public void Dispose() => _http.Dispose();

    // The store's code alone: its message may repeat what was signed.
    private async Task<string?> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Headers.TryGetValues("x-ms-error-code", out var codes))
            return Word(codes.First());
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MaxErrorBytes];
            var length = 0;
            while (
                length < buffer.Length
                && await ReadAsync(stream, buffer.AsMemory(length), "", cancellationToken) is > 0 and var read
            )
            {
                length += read;
            }

            var text = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
            var start = text.IndexOf("<Code>", StringComparison.Ordinal) + 6;
            var end = start < 6 ? -1 : text.IndexOf("</Code>", start, StringComparison.Ordinal);
            return end > start ? Word(text[start..end]) : null;
        }
        catch (ServingException)
        {
            return null;
        }
    }

    private static string? Word(string text) => text.Length <= 60 && text.All(char.IsAsciiLetterOrDigit) ? text : null;
}
