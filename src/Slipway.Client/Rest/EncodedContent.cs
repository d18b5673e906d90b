using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.Client.Rest;

/// <summary>The body of an inference request, written from the tensors' own memory. Owns the message.</summary>
internal sealed class EncodedContent : HttpContent
{
    private readonly EncodedMessage _message;
    private Task _written = Task.CompletedTask;

    public EncodedContent(EncodedMessage message)
    {
        _message = message;
        Headers.ContentType = new MediaTypeHeaderValue(message.ContentType);
        if (message.JsonLength is { } length)
        {
            Headers.TryAddWithoutValidation(
                RestHeaders.InferenceHeaderContentLength,
                length.ToString(CultureInfo.InvariantCulture)
            );
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    ) => _written = WriteAsync(stream, cancellationToken);

    /// <summary>
    /// Ends when nothing reads the tensors any more. An answer or a cancellation may come before the body is sent
    /// whole, and then the transport goes on writing for a moment.
    /// </summary>
    public async Task WaitUntilWrittenAsync() => await _written.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await _message.WriteToAsync(writer, cancellationToken);
        await writer.CompleteAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _message.ContentLength ?? 0;
        return _message.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        _message.Dispose();
        base.Dispose(disposing);
    }
}
