using System.Text.Json;
using Slipway.Deployment.Pipelines;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Errors;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Tensors;

/// <summary>Asks the model of a step with tensors: Open Inference in JSON.</summary>
internal sealed class TensorCaller(IModelCaller models, TimeProvider time)
{
    private readonly ModelInputs _inputs = new(models);

    /// <inheritdoc cref="StepCaller.AskAsync"/>
    public async Task<PipelineValue> AskAsync(
        PipelineRun run,
        GraphStep step,
        PipelineValue came,
        TimeSpan left,
        CancellationToken cancellationToken
    )
    {
        var place = StepFailures.Place(run.Graph.Name, step);
        var end = time.GetTimestampIn(left);
        var call = ModelCall.Infer(step.Service!, default) with
        {
            Headers = run.Options.HeadersNow(),
            Timeout = left,
            MaxAnswerBytes = (int)Math.Min(PipelineRun.LargestValue, run.Room),
        };
        var inputs = await InputsAsync(run, step, call, cancellationToken);
        var body = Body(place, step, inputs, run, came);
        var answer = await models.CallAsync(
            call with
            {
                Body = body,
                Timeout = time.GetTimeLeft(end),
            },
            cancellationToken
        );
        if (answer.Status == StatusCodes.Status400BadRequest)
            _inputs.Forget(call.Model);
        if (!answer.IsSuccess)
        {
            var isCallers = step.Tensors!.All(tensor => TemplateWriter.IsCallers(tensor.Value, came));
            throw StepFailures.Of(run.Graph.Name, step, answer, isCallers);
        }

        return await ReadAsync(run, place, answer.Body, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, ModelInput>> InputsAsync(
        PipelineRun run,
        GraphStep step,
        ModelCall call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (inputs, refusal) = await _inputs.OfAsync(call, cancellationToken);
            return inputs ?? throw StepFailures.Of(run.Graph.Name, step, refusal!, isCallers: false);
        }
        catch (JsonException e)
        {
            throw PipelineFailure.Broken(
                $"{StepFailures.Place(run.Graph.Name, step)}: the model's metadata cannot be read: {e.Message}",
                e
            );
        }
    }

    private static ReadOnlyMemory<byte> Body(
        string place,
        GraphStep step,
        IReadOnlyDictionary<string, ModelInput> inputs,
        PipelineRun run,
        PipelineValue came
    )
    {
        var buffer = new BoundedBuffer(PipelineRun.LargestValue);
        try
        {
            using var writer = new Utf8JsonWriter(buffer, PipelineJson.Writing);
            writer.WriteStartObject();
            writer.WriteStartArray("inputs");
            foreach (var (name, template) in step.Tensors!)
            {
                WriteInput(writer, place, name, inputs, TemplateWriter.Write(place, template, run, came));
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
        }
        catch (OverflowException)
        {
            throw TemplateWriter.TooLarge(place);
        }

        return buffer.Written;
    }

    private static void WriteInput(
        Utf8JsonWriter writer,
        string place,
        string name,
        IReadOnlyDictionary<string, ModelInput> inputs,
        PipelineValue value
    )
    {
        try
        {
            new TensorValue(value.Element).Write(writer, name, inputs.GetValueOrDefault(name));
        }
        catch (FormatException e)
        {
            var message = $"{place}: of the tensor '{name}': {e.Message}; the model's inputs are {Names(inputs)}.";
            throw value.IsCallers ? PipelineFailure.Invalid(message) : PipelineFailure.Broken(message, e);
        }
    }

    private static async Task<PipelineValue> ReadAsync(
        PipelineRun run,
        string place,
        ReadOnlyMemory<byte> answer,
        CancellationToken cancellationToken
    )
    {
        var buffer = new BoundedBuffer(PipelineRun.LargestValue);
        try
        {
            await TensorAnswer.WriteAsync(answer, buffer, cancellationToken);
        }
        catch (OverflowException e)
        {
            throw PipelineFailure.Broken($"{place}: its answer is over {PipelineRun.LargestValue >> 20} MiB.", e);
        }
        catch (ServingException e)
        {
            throw PipelineFailure.Broken($"{place}: {e.Message}", e);
        }

        run.Keep(buffer.Written.Length);
        return PipelineValue.Of(buffer.Written, isCallers: false);
    }

    private static string Names(IReadOnlyDictionary<string, ModelInput> inputs) =>
        inputs.Count == 0 ? "none" : string.Join(", ", inputs.Keys.Order(StringComparer.Ordinal));
}
