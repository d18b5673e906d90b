using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Result = Slipway.Protocols.TensorFlowServing.Examples.ClassificationResult;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>The results of classify and regress as messages.</summary>
public static class ExampleResults
{
    public static ClassificationResult ToMessage(Result result)
    {
        var message = new ClassificationResult();
        for (var example = 0; example < result.ExampleCount; example++)
        {
            var classes = new Classifications();
            for (var index = 0; index < result.ClassCount; index++)
            {
                classes.Classes.Add(
                    new Class { Label = result.Label(example, index), Score = result.Score(example, index) }
                );
            }

            message.Classifications.Add(classes);
        }

        return message;
    }

    public static RegressionResult ToMessage(ReadOnlySpan<float> values)
    {
        var message = new RegressionResult();
        foreach (var value in values)
        {
            message.Regressions.Add(new Regression { Value = value });
        }

        return message;
    }
}
