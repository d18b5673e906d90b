using Slipway.Gateway.Bodies;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Pipelines.Bodies;

/// <summary>
/// How much memory the bodies of all requests to pipelines take together, as they are decompressed: what is little on the wire
/// must not become more than there is. Thread-safe.
/// </summary>
internal sealed class PipelineBudget(long most = PipelineBudget.Default)
{
    /// <summary>512 MiB: eight of the largest.</summary>
    public const long Default = 512 << 20;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly BodyBudget _budget = new(most);

    public long Taken => _budget.Taken;

    /// <exception cref="PipelineFailure">503: it is used up.</exception>
    public void Take(int bytes)
    {
        if (!_budget.TryTake(bytes))
        {
            throw new PipelineFailure(
                StatusCodes.Status503ServiceUnavailable,
                $"Requests to pipelines take the {most >> 20} MiB that the gateway has for their bodies; try again."
            )
            {
                RetryAfter = Soon,
            };
        }
    }

    public void GiveBack(int bytes) => _budget.GiveBack(bytes);
}
