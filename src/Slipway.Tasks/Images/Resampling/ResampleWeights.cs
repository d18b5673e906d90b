namespace Slipway.Tasks.Images.Resampling;

/// <summary>
/// Which pixels of a line make each pixel of the resized line, and with which weights, in fixed point as Pillow has it: eight
/// bits of a pixel and two of headroom leave 22 for the fraction. Immutable.
/// </summary>
internal sealed class ResampleWeights
{
    public const int FractionBits = 22;

    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _weights;
    private readonly int _stride;

    private ResampleWeights(int outputs, int stride)
    {
        _starts = new int[outputs];
        _lengths = new int[outputs];
        _weights = new int[outputs * stride];
        _stride = stride;
    }

    /// <summary>Pixels of the resized line that are wanted.</summary>
    public int Count => _starts.Length;

    /// <summary>
    /// The weights of a line of <paramref name="from"/> pixels resized to <paramref name="to"/>, of which
    /// <paramref name="count"/> are wanted from <paramref name="first"/> on.
    /// </summary>
    public static ResampleWeights Of(int from, int to, int first, int count, ResampleFilter filter)
    {
        // Where a line shrinks the kernel grows with it, so that no pixel is left out.
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = FilterKernel.Support(filter) * stretch;
        var weights = new ResampleWeights(count, ((int)Math.Ceiling(support) * 2) + 1);
        Span<double> exact = new double[weights._stride];
        for (var i = 0; i < count; i++)
        {
            var center = (first + i + 0.5) * scale;
            var start = Math.Max(0, (int)(center - support + 0.5));
            var length = Math.Min(from, (int)(center + support + 0.5)) - start;
            var sum = 0.0;
            for (var x = 0; x < length; x++)
            {
                exact[x] = FilterKernel.Weight(filter, (x + start - center + 0.5) / stretch);
                sum += exact[x];
            }

            weights._starts[i] = start;
            weights._lengths[i] = length;
            Round(exact[..length], sum, weights._weights.AsSpan(i * weights._stride, length));
        }

        return weights;
    }

    /// <summary>The first source pixel of a resized one.</summary>
    public int Start(int index) => _starts[index];

    /// <summary>One past its last source pixel.</summary>
    public int End(int index) => _starts[index] + _lengths[index];

    public ReadOnlySpan<int> Weights(int index) => _weights.AsSpan(index * _stride, _lengths[index]);

    private static void Round(ReadOnlySpan<double> exact, double sum, Span<int> rounded)
    {
        for (var x = 0; x < exact.Length; x++)
        {
            var value = (sum == 0 ? exact[x] : exact[x] / sum) * (1 << FractionBits);
            rounded[x] = (int)(value < 0 ? value - 0.5 : value + 0.5);
        }
    }
}
