using Slipway.Deployment.Routing;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Recognition;

namespace Slipway.Gateway.Forwarding;

/// <summary>Requests whose model is a pipeline: they count as one request each, whatever their steps ask.</summary>
internal sealed class PipelineRequests(RequestGate gate, IPipelineHost host)
{
    public async Task AnswerAsync(HttpContext context, Surface surface, PipelineRoute pipeline)
    {
        if (!gate.TryEnter())
        {
            await FailureWriter.WriteAsync(context, surface, gate.Refusal);
            return;
        }

        try
        {
            await host.AnswerAsync(context, pipeline);
        }
        finally
        {
            gate.Leave();
        }
    }
}
