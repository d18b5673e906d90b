using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Paths;
using Slipway.Deployment.Pipelines.Templates;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Makes values of templates.</summary>
internal static class TemplateWriter
{
    /// <param name="place">For messages: the pipeline, and the step.</param>
    /// <param name="template">What is made.</param>
    /// <param name="run">All that was done before.</param>
    /// <param name="came">What came to the step.</param>
    /// <exception cref="PipelineFailure">Something that is required is missing, or it is too large.</exception>
    public static PipelineValue Write(string place, Template template, PipelineRun run, PipelineValue came)
    {
        var buffer = new BoundedBuffer(PipelineRun.LargestValue);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing);
            template.Write(writer, new StepValues(run, came));
            writer.Flush();
        }
        catch (MissingValueException e)
        {
            var message = $"{place} needs {e.Path}, where there is nothing.";
            throw e.Path.Root == PathRoot.Request
                ? PipelineFailure.Invalid(message)
                : PipelineFailure.Broken(message, e);
        }
        catch (OverflowException)
        {
            throw TooLarge(place);
        }

        return PipelineValue.Of(buffer.Written, IsCallers(template, came));
    }

    public static PipelineFailure TooLarge(string place) =>
        PipelineFailure.Broken($"{place}: what its template makes is over {PipelineRun.LargestValue >> 20} MiB.");

    /// <summary>Whether there is nothing in it but what the caller sent; constants alone are the pipeline's own.</summary>
    public static bool IsCallers(Template template, PipelineValue came) =>
        template.Paths.Count > 0
        && template.Paths.All(path =>
            path.Path.Root == PathRoot.Request || (path.Path.Root == PathRoot.Response && came.IsCallers)
        );
}
