using Slipway.Gateway.Bodies;
using Slipway.Gateway.Mirroring;

namespace Slipway.Gateway.Forwarding;

/// <summary>The forwarder's way to send: by the dispatcher, which knows the call.</summary>
internal sealed class CallInvoker(Dispatcher dispatcher, Mirror mirror, Call call)
    : HttpMessageInvoker(NoHandler.Instance, disposeHandler: false)
{
    public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The forwarder's own content, which would read the caller's body, is left unread.
        if (call.Body is { } body)
            request.Content = new KeptContent(body, request.Content?.Headers);
        return call.IsMirrored
            ? SendMirroredAsync(request, cancellationToken)
            : dispatcher.SendAsync(call, request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendMirroredAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        call.Mirrored = mirror.TryBegin(call, request);
        var response = await dispatcher.SendAsync(call, request, cancellationToken);
        call.Mirrored?.Watch(response);
        return response;
    }

    // Nothing is sent by it.
    private sealed class NoHandler : HttpMessageHandler
    {
        public static NoHandler Instance { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
