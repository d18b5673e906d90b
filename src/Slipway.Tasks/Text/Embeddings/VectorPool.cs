using Slipway.Errors;
using Slipway.Tasks.Text.Running;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>Makes one vector of a row of the model's output. Pure.</summary>
internal static class VectorPool
{
    /// <param name="output">Vectors by token, or one for each row.</param>
    /// <param name="row">The row.</param>
    /// <param name="offset">The row's first token that is none of the filling.</param>
    /// <param name="count">Tokens, special ones included.</param>
    /// <param name="pooling">Not <see cref="Pooling.Auto"/> where the output is by token.</param>
    /// <exception cref="ServingException">Internal: the model gave a vector that is none.</exception>
    public static float[] Pool(RowOutput output, int row, int offset, int count, Pooling pooling)
    {
        var width = output.Width;
        var vector = new float[width];
        if (output.Rank == 2)
        {
            output.Row(row).CopyTo(vector);
        }
        else
        {
            var tokens = output.RowOfTokens(row, width, offset + count).Slice(offset * width, count * width);
            switch (pooling)
            {
                case Pooling.Cls:
                    tokens[..width].CopyTo(vector);
                    break;
                case Pooling.Last:
                    tokens[^width..].CopyTo(vector);
                    break;
                case Pooling.Max:
                    Max(tokens, vector);
                    break;
                default:
                    Sum(tokens, vector, pooling == Pooling.Mean ? count : Math.Sqrt(count));
                    break;
            }
        }

        foreach (var value in vector)
        {
            Scores.Checked(value);
        }

        return vector;
    }

    /// <summary>Brings a vector to the length 1; one of zeros stays.</summary>
    public static void Normalize(Span<float> vector)
    {
        var sum = 0d;
        foreach (var value in vector)
        {
            sum += (double)value * value;
        }

        if (sum == 0)
            return;
        var length = Math.Sqrt(sum);
        foreach (ref var value in vector)
        {
            value = (float)(value / length);
        }
    }

    private static void Max(ReadOnlySpan<float> tokens, Span<float> vector)
    {
        vector.Fill(float.NegativeInfinity);
        for (var at = 0; at < tokens.Length; at += vector.Length)
        {
            for (var i = 0; i < vector.Length; i++)
            {
                vector[i] = Math.Max(vector[i], tokens[at + i]);
            }
        }
    }

    private static void Sum(ReadOnlySpan<float> tokens, Span<float> vector, double divisor)
    {
        var sums = new double[vector.Length];
        for (var at = 0; at < tokens.Length; at += sums.Length)
        {
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += tokens[at + i];
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            vector[i] = (float)(sums[i] / divisor);
        }
    }
}
