namespace Slipway.Tasks.Images.Requests;

/// <summary>Makes scores of a model's numbers, in place.</summary>
internal static class Scores
{
    public static void Apply(ScoreFunction function, Span<float> values)
    {
        switch (function)
        {
            case ScoreFunction.Softmax:
                Softmax(values);
                break;
            case ScoreFunction.Sigmoid:
                foreach (ref var value in values)
                {
                    value = 1 / (1 + MathF.Exp(-value));
                }

                break;
            default:
                break;
        }
    }

    // Less the largest, so that none overflows.
    private static void Softmax(Span<float> values)
    {
        var largest = float.NegativeInfinity;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        var sum = 0f;
        foreach (ref var value in values)
        {
            value = MathF.Exp(value - largest);
            sum += value;
        }

        foreach (ref var value in values)
        {
            value /= sum;
        }
    }
}
