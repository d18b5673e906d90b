using System.Text.Json;
using Slipway.Deployment.Pipelines;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>What a step's paths see.</summary>
/// <param name="run">All that was done before.</param>
/// <param name="came">What came to the step.</param>
internal sealed class StepValues(PipelineRun run, PipelineValue came) : IPipelineValues
{
    public JsonElement Request => run.Request.Element;

    public JsonElement Response => came.Element;

    public JsonElement Failed => run.FailedAsJson();

    public JsonElement Step(string name) => run.AnswerOf(name);
}
