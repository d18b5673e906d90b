using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Client.Resilience;
using Slipway.Client.Rest;
using Slipway.Errors;

namespace Slipway.Client.Typed;

/// <summary>
/// Speaks to one model in the words of its task (<c>POST /models/{m}</c>): texts in, entities out. Thread-safe.
/// </summary>
public sealed class TypedModelClient : IAsyncDisposable
{
    private const string JsonLines = "application/jsonl";

    private readonly RestTransport _transport;
    private readonly CallPolicy _policy;
    private readonly string _path;
    private readonly string _what;

    /// <param name="address">Of the server's REST port.</param>
    /// <param name="model">The model.</param>
    /// <param name="version">Its version; null for the one that the server prefers.</param>
    /// <param name="options">How it is called.</param>
    /// <exception cref="ArgumentException">The address is not one of HTTP.</exception>
    public TypedModelClient(Uri address, string model, long? version = null, InferenceClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException(
                $"'{address}' is not the address of a server's REST port; write it with http:// or https://.",
                nameof(address)
            );
        }

        options ??= new InferenceClientOptions();
        _transport = new RestTransport(address, options);
        _policy = new CallPolicy(options);
        _path = RestPaths.TypedModel(model, version);
        _what = $"The request to model '{model}'";
    }

    /// <summary>What the model takes and gives.</summary>
    /// <exception cref="ServingException">NotFound; Unsupported: it has no task; Unavailable.</exception>
    public Task<TypedModelDescription> DescribeAsync(CancellationToken cancellationToken = default) =>
        _policy.RunAsync(
            _what,
            (_, token) =>
                _transport.SendAsync(
                    () => new HttpRequestMessage(HttpMethod.Get, _path),
                    (response, inner) => ReadAsync(response, TypedContracts.Default.TypedModelDescription, inner),
                    _what,
                    token
                ),
            cancellationToken
        );

    /// <summary>Answers one request.</summary>
    /// <exception cref="ServingException">What the server refuses or fails with.</exception>
    public Task<TOutput> PredictAsync<TInput, TOutput>(
        TInput input,
        JsonTypeInfo<TInput> inputType,
        JsonTypeInfo<TOutput> outputType,
        CancellationToken cancellationToken = default
    )
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(input, inputType);
        return SendAsync(
            body,
            "application/json",
            (response, token) => ReadAsync(response, outputType, token),
            cancellationToken
        );
    }

    /// <summary>
    /// Answers items together, each by itself: the answers come in the order of the items, and an item that is refused is
    /// answered by an object with <c>error</c> alone.
    /// </summary>
    /// <param name="items">One JSON value each.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="ServingException">What the server refuses or fails with as a whole.</exception>
    public Task<IReadOnlyList<JsonElement>> PredictLinesAsync(
        IReadOnlyList<JsonElement> items,
        CancellationToken cancellationToken = default
    )
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var item in items)
        {
            using (var writer = new Utf8JsonWriter(body))
            {
                item.WriteTo(writer);
            }

            body.Write("\n"u8);
        }

        return SendAsync<IReadOnlyList<JsonElement>>(
            body.WrittenMemory,
            JsonLines,
            async (response, token) => ParseLines(await response.Content.ReadAsByteArrayAsync(token), items.Count),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> SendAsync<T>(
        ReadOnlyMemory<byte> body,
        string mediaType,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken
    ) =>
        _policy.RunAsync(
            _what,
            (deadline, token) =>
                _transport.SendAsync(
                    () =>
                    {
                        var content = new ReadOnlyMemoryContent(body);
                        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
                        var message = new HttpRequestMessage(HttpMethod.Post, _path) { Content = content };
                        if (deadline.Remaining is { } remaining)
                            message.Headers.Add(
                                "x-request-timeout-ms",
                                $"{Math.Max(1, (long)remaining.TotalMilliseconds)}"
                            );
                        return message;
                    },
                    read,
                    _what,
                    token
                ),
            cancellationToken
        );

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(stream, type, cancellationToken)
            ?? throw new JsonException("The body is null.");
    }

    private static List<JsonElement> ParseLines(ReadOnlyMemory<byte> body, int expected)
    {
        var answers = new List<JsonElement>(expected);
        foreach (var range in body.Span.Split((byte)'\n'))
        {
            var line = body[range];
            if (!line.Span.TrimStart(" \t\r"u8).IsEmpty)
                answers.Add(JsonElement.Parse(line.Span));
        }

        return answers.Count == expected
            ? answers
            : throw ServingException.Internal(
                $"The server answered {answers.Count} lines to {expected}; is it another one than Slipway?"
            );
    }
}
