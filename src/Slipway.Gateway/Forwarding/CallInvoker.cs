namespace Slipway.Gateway.Forwarding;

/// <summary>The forwarder's way to send: by the dispatcher, which knows the call.</summary>
internal sealed class CallInvoker(Dispatcher dispatcher, Call call)
    : HttpMessageInvoker(NoHandler.Instance, disposeHandler: false)
{
    public override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) => dispatcher.SendAsync(call, request, cancellationToken);

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
