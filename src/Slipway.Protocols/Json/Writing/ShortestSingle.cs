namespace Slipway.Protocols.Json.Writing;

/// <summary>
/// The shortest decimal number that reads back to a float, and of those the closest to it: R. Giulietti, "The Schubfach
/// way to render doubles", in single precision.
/// </summary>
internal static class ShortestSingle
{
    private const int FractionBits = 23;
    private const int ExponentBias = 150;
    private const int LeastPower = -31;

    /// <summary>Finds digits and exponent.</summary>
    /// <param name="value">Positive and finite.</param>
    /// <param name="digits">At most nine digits; zeros may be at their end.</param>
    /// <param name="exponent">The power of ten that the digits are multiplied by.</param>
    public static void Find(float value, out uint digits, out int exponent)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var fraction = bits & ((1u << FractionBits) - 1);
        var biased = (int)(bits >> FractionBits);
        var significand = biased == 0 ? fraction : fraction | (1u << FractionBits);
        var power = Math.Max(biased, 1) - ExponentBias;

        // The float below is nearer than the one above at powers of two, the least of the normal ones excepted.
        var isUneven = fraction == 0 && biased > 1;
        exponent = FloorLog10OfPowerOf2(power, isUneven);
        var scale = PowerOfTen(-exponent);
        var shift = power + FloorLog2OfPowerOf10(-exponent) + 1;

        // Four times the value and the ends of the interval that rounds to it, in units of the exponent.
        var middle = MultiplyToOdd(scale, (4 * significand) << shift);
        var lower = MultiplyToOdd(scale, (4 * significand - (isUneven ? 1u : 2u)) << shift);
        var upper = MultiplyToOdd(scale, (4 * significand + 2) << shift);

        // Ties round to the even significand, so the interval of an odd one is open.
        var isOdd = significand & 1;
        lower += isOdd;
        upper -= isOdd;

        var floor = middle / 4;
        var tens = floor / 10;
        var tensInside = lower <= 40 * tens;
        var nextTensInside = 40 * tens + 40 <= upper;
        if (tensInside != nextTensInside && floor >= 10)
        {
            digits = tens + (nextTensInside ? 1u : 0u);
            exponent++;
            return;
        }

        var floorInside = lower <= 4 * floor;
        var nextInside = 4 * floor + 4 <= upper;
        var half = 4 * floor + 2;
        var isNextCloser = middle > half || (middle == half && (floor & 1) != 0);
        digits = floor + ((floorInside != nextInside ? nextInside : isNextCloser) ? 1u : 0u);
    }

    // With isUneven, of three quarters of the power.
    private static int FloorLog10OfPowerOf2(int power, bool isUneven) =>
        (power * 1_262_611 - (isUneven ? 524_031 : 0)) >> 22;

    private static int FloorLog2OfPowerOf10(int power) => (power * 1_741_647) >> 19;

    /// <summary>The upper part of a product, its last bit set where anything is below (the paper's round to odd).</summary>
    private static uint MultiplyToOdd(ulong scale, uint value)
    {
        var upper = Math.BigMul(scale, (ulong)value, out var lower);
        return (uint)upper | (lower >> 32 > 1 ? 1u : 0u);
    }

    /// <summary>A power of ten from -31 to 45: the first 64 bits, rounded up.</summary>
    internal static ulong PowerOfTen(int power) => PowersOfTen[power - LeastPower];

    // csharpier-ignore
    private static ReadOnlySpan<ulong> PowersOfTen =>
        [
            0x81CEB32C4B43FCF5, 0xA2425FF75E14FC32, 0xCAD2F7F5359A3B3F, 0xFD87B5F28300CA0E,
            0x9E74D1B791E07E49, 0xC612062576589DDB, 0xF79687AED3EEC552, 0x9ABE14CD44753B53,
            0xC16D9A0095928A28, 0xF1C90080BAF72CB2, 0x971DA05074DA7BEF, 0xBCE5086492111AEB,
            0xEC1E4A7DB69561A6, 0x9392EE8E921D5D08, 0xB877AA3236A4B44A, 0xE69594BEC44DE15C,
            0x901D7CF73AB0ACDA, 0xB424DC35095CD810, 0xE12E13424BB40E14, 0x8CBCCC096F5088CC,
            0xAFEBFF0BCB24AAFF, 0xDBE6FECEBDEDD5BF, 0x89705F4136B4A598, 0xABCC77118461CEFD,
            0xD6BF94D5E57A42BD, 0x8637BD05AF6C69B6, 0xA7C5AC471B478424, 0xD1B71758E219652C,
            0x83126E978D4FDF3C, 0xA3D70A3D70A3D70B, 0xCCCCCCCCCCCCCCCD, 0x8000000000000000,
            0xA000000000000000, 0xC800000000000000, 0xFA00000000000000, 0x9C40000000000000,
            0xC350000000000000, 0xF424000000000000, 0x9896800000000000, 0xBEBC200000000000,
            0xEE6B280000000000, 0x9502F90000000000, 0xBA43B74000000000, 0xE8D4A51000000000,
            0x9184E72A00000000, 0xB5E620F480000000, 0xE35FA931A0000000, 0x8E1BC9BF04000000,
            0xB1A2BC2EC5000000, 0xDE0B6B3A76400000, 0x8AC7230489E80000, 0xAD78EBC5AC620000,
            0xD8D726B7177A8000, 0x878678326EAC9000, 0xA968163F0A57B400, 0xD3C21BCECCEDA100,
            0x84595161401484A0, 0xA56FA5B99019A5C8, 0xCECB8F27F4200F3A, 0x813F3978F8940985,
            0xA18F07D736B90BE6, 0xC9F2C9CD04674EDF, 0xFC6F7C4045812297, 0x9DC5ADA82B70B59E,
            0xC5371912364CE306, 0xF684DF56C3E01BC7, 0x9A130B963A6C115D, 0xC097CE7BC90715B4,
            0xF0BDC21ABB48DB21, 0x96769950B50D88F5, 0xBC143FA4E250EB32, 0xEB194F8E1AE525FE,
            0x92EFD1B8D0CF37BF, 0xB7ABC627050305AE, 0xE596B7B0C643C71A, 0x8F7E32CE7BEA5C70,
            0xB35DBF821AE4F38C,
        ];
}
