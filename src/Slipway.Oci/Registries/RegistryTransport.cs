using System.Net;
using Slipway.Errors;
using Slipway.Oci.Registries.Authentication;
using Slipway.Oci.Registries.Transfers;
using Authorization = Slipway.Oci.Registries.Authentication.Authorization;

namespace Slipway.Oci.Registries;

/// <summary>
/// Sends requests: with credentials where the registry asks for them, again where a failure may pass, and with every
/// failure told in words. Thread-safe.
/// </summary>
internal sealed class RegistryTransport(HttpClient http, RegistryOptions options, Authenticator authenticator)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public TimeSpan Silence => options.Silence;

    /// <summary>Held while a list of referrers is read, changed and written.</summary>
    public SemaphoreSlim ReferrersGate { get; } = new(1);

    /// <summary>Sends until it is answered by something that does not pass; the headers have come, the body has not.</summary>
    /// <param name="make">Makes the request anew for each attempt.</param>
    /// <param name="scope">What the token must allow.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">The registry cannot be reached, or goes on failing.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make,
        TokenScope scope,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            ServingException failure;
            TimeSpan? wanted = null;
            Uri? address = null;
            try
            {
                var response = await SendOnceAsync(
                    () =>
                    {
                        var request = make();
                        address = request.RequestUri;
                        return request;
                    },
                    scope,
                    cancellationToken
                );
                if (!RegistryErrors.Passes(response.StatusCode) || attempt >= options.Attempts)
                    return response;

                wanted = response.Headers.RetryAfter?.Delta;
                failure = await RegistryErrors.OfAsync(response, cancellationToken);
                response.Dispose();
            }
            catch (Exception e) when (IsBroken(e, cancellationToken))
            {
                failure = RegistryErrors.Unreachable(address!, e);
            }

            if (attempt >= options.Attempts)
                throw failure;
            await WaitAsync(attempt, wanted, cancellationToken);
        }
    }

    /// <summary>Sends once, and once more with a token where one is asked for.</summary>
    public async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> make,
        TokenScope scope,
        CancellationToken cancellationToken
    )
    {
        var request = make();
        var known = authenticator.Known(request.RequestUri!, scope);
        var response = await SendWithAsync(request, known, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;

        var granted = await authenticator.AnswerAsync(response, scope, known, cancellationToken);
        if (granted is null)
            return response;

        response.Dispose();
        return await SendWithAsync(make(), granted, cancellationToken);
    }

    /// <summary>Reads the body of an answer.</summary>
    /// <param name="response">Whose headers have come.</param>
    /// <param name="limit">In bytes.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">It is larger, or does not come.</exception>
    public async Task<byte[]> ReadAsync(
        HttpResponseMessage response,
        int limit,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var silence = new CancellationTokenSource(options.Silence, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(limit, either.Token);
            return await response.Content.ReadAsByteArrayAsync(either.Token);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw OciErrors.TooLarge("manifest-too-large", $"{what} has over {limit:N0} bytes.");
        }
        catch (Exception e) when (IsBroken(e, cancellationToken))
        {
            throw RegistryErrors.Unreachable(response.RequestMessage!.RequestUri!, e);
        }
    }

    /// <summary>Whether it is a connection that broke or fell silent, and not the caller who gave up.</summary>
    public static bool IsBroken(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or TimeoutException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Waits before the next attempt: longer each time, by chance a little less, and as long as was asked for.</summary>
    public Task WaitAsync(int attempt, TimeSpan? wanted, CancellationToken cancellationToken)
    {
        var doubled = options.FirstWait * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble() / 2);
        var wait = wanted > doubled ? wanted.Value : doubled;
        return Task.Delay(wait < LongestWait ? wait : LongestWait, options.Time, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWithAsync(
        HttpRequestMessage request,
        Authorization? authorization,
        CancellationToken cancellationToken
    )
    {
        using (request)
        {
            request.Headers.Authorization = authorization?.Header;
            using var silence = new CancellationTokenSource(options.Silence, options.Time);
            // A long body is not silent while it moves.
            if (request.Content is WatchedContent watched)
                watched.Moved = () => Extend(silence);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
    }

    private void Extend(CancellationTokenSource silence)
    {
        try
        {
            silence.CancelAfter(options.Silence);
        }
        catch (ObjectDisposedException)
        {
            // It was answered before all was sent.
        }
    }
}
