using Slipway.Errors;

namespace Slipway.Tasks.Text;

/// <summary>Scores of what a model gives. Where it gives numbers that are none, so are the scores.</summary>
internal static class Scores
{
    /// <summary>Shares that add up to one; in place.</summary>
    public static void Softmax(Span<float> values)
    {
        if (values.IsEmpty)
            return;
        var most = float.NegativeInfinity;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        var sum = 0d;
        foreach (ref var value in values)
        {
            value = MathF.Exp(value - most);
            sum += value;
        }

        foreach (ref var value in values)
        {
            value = (float)(value / sum);
        }
    }

    /// <summary>The logarithm of the sum of exponentials.</summary>
    public static double LogSumExp(ReadOnlySpan<float> values)
    {
        var most = float.NegativeInfinity;
        foreach (var value in values)
        {
            most = Math.Max(most, value);
        }

        if (float.IsNegativeInfinity(most))
            return most;
        var sum = 0d;
        foreach (var value in values)
        {
            sum += Math.Exp(value - most);
        }

        return most + Math.Log(sum);
    }

    public static float Sigmoid(float value) => 1 / (1 + MathF.Exp(-value));

    /// <summary>The score itself.</summary>
    /// <exception cref="ServingException">Internal: it is no number, since the model gave none.</exception>
    public static float Checked(float score) => float.IsFinite(score) ? score : throw NoNumber();

    public static ServingException NoNumber() =>
        ServingException.Internal("The model gave no number for this input (NaN or infinity).");

    /// <summary>The place of the highest value, of equal ones the first.</summary>
    public static int Highest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }

        return best;
    }

    /// <summary>The places of the highest values, the highest first; of equal ones the first.</summary>
    public static int[] Highest(ReadOnlySpan<float> values, int count)
    {
        count = Math.Min(count, values.Length);
        var queue = new PriorityQueue<int, (float Value, int Place)>(count + 1);
        for (var i = 0; i < values.Length; i++)
        {
            // Of equal values the later place counts less.
            if (queue.Count < count)
                queue.Enqueue(i, (values[i], -i));
            else if (queue.TryPeek(out _, out var least) && (values[i], -i).CompareTo(least) > 0)
                queue.DequeueEnqueue(i, (values[i], -i));
        }

        var places = new int[queue.Count];
        for (var i = places.Length - 1; i >= 0; i--)
        {
            places[i] = queue.Dequeue();
        }

        return places;
    }
}
