using System.Globalization;
using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Protocols.TensorFlowServing;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Grpc;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.Serving.Inference;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>Classify, regress and multi-inference: examples in, what the model's outputs mean out. Thread-safe.</summary>
internal sealed class ExampleInference(DataPlane plane)
{
    public async ValueTask<ITensorFlowReply> ClassifyAsync(ExamplesCall call, CancellationToken ct)
    {
        var question = new Question(call.Spec, SignatureNames.Classify);
        using var response = await AskAsync(call.Examples, [question], keep: false, ct);
        return new MessageReply(
            new ClassificationResponse
            {
                Result = question.Classes(response, call.Examples.Count),
                ModelSpec = SpecOf(response, call.Spec),
            }
        );
    }

    public async ValueTask<ITensorFlowReply> RegressAsync(ExamplesCall call, CancellationToken ct)
    {
        var question = new Question(call.Spec, SignatureNames.Regress);
        using var response = await AskAsync(call.Examples, [question], keep: false, ct);
        return new MessageReply(
            new RegressionResponse
            {
                Result = question.Values(response, call.Examples.Count),
                ModelSpec = SpecOf(response, call.Spec),
            }
        );
    }

    /// <summary>The tasks of one signature are answered by one computation.</summary>
    public async ValueTask<ITensorFlowReply> MultiInferAsync(MultiInferenceCall call, CancellationToken ct)
    {
        var questions = call.Tasks.Select(task => new Question(task.Spec, MethodOf(task))).ToArray();
        var model = await plane.DescribeAsync(call.Tasks[0].Spec.Model, ct);
        var results = new InferenceResult[questions.Length];
        var groups = questions.GroupBy(question => question.Find(model.Name, model.Signature).Name).ToArray();
        foreach (var group in groups)
        {
            using var response = await AskAsync(call.Examples, [.. group], keep: groups.Length > 1, ct);
            foreach (var question in group)
            {
                var result = new InferenceResult { ModelSpec = SpecOf(response, question.Spec) };
                if (question.Method == SignatureNames.Classify)
                    result.ClassificationResult = question.Classes(response, call.Examples.Count);
                else
                    result.RegressionResult = question.Values(response, call.Examples.Count);
                results[Array.IndexOf(questions, question)] = result;
            }
        }

        return new MessageReply(new MultiInferenceResponse { Results = { results } });
    }

    private static string MethodOf(InferenceTaskCall task) =>
        task.Method is SignatureNames.Classify or SignatureNames.Regress
            ? task.Method
            : throw ServingException.Unsupported(
                $"method_name of a task must be {SignatureNames.Classify} or {SignatureNames.Regress}."
            );

    private static ModelSpec SpecOf(InferenceResponse response, ModelReference asked) =>
        ModelSpecs.Of(
            response.ModelName,
            long.Parse(response.ModelVersion, CultureInfo.InvariantCulture),
            asked.SignatureName
        );

    private ValueTask<InferenceResponse> AskAsync(
        ExampleBatch examples,
        IReadOnlyList<Question> questions,
        bool keep,
        CancellationToken ct
    )
    {
        return plane.InferAsync(questions[0].Spec.Model, Prepare, ct);

        InferenceRequest Prepare(ServableHandle handle)
        {
            var signature = questions[0].Find(handle.ModelName, handle.Signature);
            var outputs = questions
                .SelectMany(question => question.Choose(handle, signature))
                .Distinct(StringComparer.Ordinal);
            var request = examples.ToRequest(signature, keep);
            request.SignatureName = SignatureNames.Of(handle.Signature, signature);
            request.Outputs.AddRange(outputs.Select(name => new RequestedOutput(name)));
            return request;
        }
    }

    /// <summary>One classification or regression of a batch; which outputs answer it depends on the version.</summary>
    private sealed class Question(ModelReference spec, string method)
    {
        private ClassificationOutputs? _classes;
        private RegressionOutput? _value;

        public ModelReference Spec => spec;

        public string Method => method;

        public ModelSignature Find(string model, ModelSignature signature) =>
            SignatureNames.Find(model, signature, spec.SignatureName, method);

        public IReadOnlyList<string> Choose(ServableHandle handle, ModelSignature signature)
        {
            var parameters = handle.Package.Config.Parameters;
            if (method == SignatureNames.Classify)
            {
                _classes = ClassificationOutputs.Of(handle.ModelName, signature, parameters);
                return _classes.Names;
            }

            _value = RegressionOutput.Of(handle.ModelName, signature, parameters);
            return [_value.Name];
        }

        public Slipway.Protocols.TensorFlowServing.Grpc.Proto.ClassificationResult Classes(
            InferenceResponse response,
            int examples
        ) => ExampleResults.ToMessage(_classes!.Read(response, examples));

        public RegressionResult Values(InferenceResponse response, int examples) =>
            ExampleResults.ToMessage(_value!.Read(response, examples));
    }
}
