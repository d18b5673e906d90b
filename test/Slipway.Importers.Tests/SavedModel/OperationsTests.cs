using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.Tests.SavedModel;

/// <summary>Operations that no fixture has, by their definitions.</summary>
public sealed class OperationsTests
{
    public static TheoryData<string, double[], double[]> Unary =>
        new()
        {
            { "Abs", [-2, 3], [2, 3] },
            { "Acos", [0.5], [Math.Acos(0.5)] },
            { "Acosh", [2], [Math.Acosh(2)] },
            { "Asin", [0.5], [Math.Asin(0.5)] },
            { "Asinh", [2], [Math.Asinh(2)] },
            { "Atan", [2], [Math.Atan(2)] },
            { "Atanh", [0.5], [Math.Atanh(0.5)] },
            { "Ceil", [1.2, -1.2], [2, -1] },
            { "Cos", [1], [Math.Cos(1)] },
            { "Cosh", [1], [Math.Cosh(1)] },
            { "Elu", [-1, 2], [Math.Exp(-1) - 1, 2] },
            { "Erf", [0.5], [0.5204998778] },
            { "Erfc", [0.5], [0.4795001222] },
            { "Exp", [1], [Math.E] },
            { "Expm1", [1], [Math.E - 1] },
            { "Floor", [1.7, -1.2], [1, -2] },
            { "Inv", [4], [0.25] },
            { "LeakyRelu", [-1, 2], [-0.2, 2] },
            { "Log", [3], [Math.Log(3)] },
            { "Log1p", [3], [Math.Log(4)] },
            { "Neg", [3, -1], [-3, 1] },
            { "OnesLike", [3, -1], [1, 1] },
            { "Reciprocal", [4], [0.25] },
            { "Relu", [-1, 2], [0, 2] },
            { "Relu6", [-1, 2, 9], [0, 2, 6] },
            { "Rint", [0.5, 1.5, 2.5], [0, 2, 2] },
            { "Round", [0.5, 1.5, -2.5], [0, 2, -2] },
            { "Rsqrt", [4], [0.5] },
            { "Selu", [1], [1.0507009873554805] },
            { "Sigmoid", [0, 2], [0.5, 1 / (1 + Math.Exp(-2))] },
            { "Sign", [-3, 0, 2], [-1, 0, 1] },
            { "Sin", [1], [Math.Sin(1)] },
            { "Sinh", [1], [Math.Sinh(1)] },
            { "Softplus", [1], [Math.Log(1 + Math.E)] },
            { "Softsign", [1, -3], [0.5, -0.75] },
            { "Sqrt", [9], [3] },
            { "Square", [-3], [9] },
            { "StopGradient", [5], [5] },
            { "Tan", [1], [Math.Tan(1)] },
            { "Tanh", [1], [Math.Tanh(1)] },
            { "ZerosLike", [3, -1], [0, 0] },
            { "L2Loss", [3, 4], [12.5] },
        };

    public static TheoryData<string, double[], double[], double[]> Binary =>
        new()
        {
            { "Add", [1, 2], [10, 20], [11, 22] },
            { "Sub", [1, 2], [10, 20], [-9, -18] },
            { "Mul", [1, 2], [10, 20], [10, 40] },
            { "RealDiv", [1, 3], [4, 2], [0.25, 1.5] },
            { "DivNoNan", [1, 3], [0, 2], [0, 1.5] },
            { "MulNoNan", [double.NaN, 3], [0, 2], [0, 6] },
            { "Xdivy", [0, 3], [0, 2], [0, 1.5] },
            { "Xlogy", [0, 3], [0, 2], [0, 3 * Math.Log(2)] },
            { "Xlog1py", [0, 3], [-1, 2], [0, 3 * Math.Log(3)] },
            { "Maximum", [1, 5], [3, 2], [3, 5] },
            { "Minimum", [1, 5], [3, 2], [1, 2] },
            { "Pow", [2, 3], [3, 2], [8, 9] },
            { "SquaredDifference", [2, 3], [5, 1], [9, 4] },
            { "FloorDiv", [7, -7], [2, 2], [3, -4] },
            { "FloorMod", [7, -7], [3, 3], [1, 2] },
            { "Mod", [7, -7], [3, 3], [1, -1] },
            { "AddN", [1, 2], [10, 20], [11, 22] },
        };

    public static TheoryData<string, double[], double[], double[]> Integer =>
        new()
        {
            { "FloorDiv", [7, -7, 7, -7, -6], [2, 2, -2, -2, 2], [3, -4, -4, 3, -3] },
            { "Div", [7, -7, 7, -7], [2, 2, -2, -2], [3, -3, -3, 3] },
            { "TruncateDiv", [7, -7], [2, 2], [3, -3] },
            { "FloorMod", [7, -7, 7, -7], [3, 3, -3, -3], [1, 2, -2, -1] },
            { "TruncateMod", [7, -7, 7, -7], [3, 3, -3, -3], [1, -1, 1, -1] },
            { "Maximum", [1, 5], [3, 2], [3, 5] },
            { "BitwiseAnd", [6, 5], [3, 4], [2, 4] },
            { "BitwiseOr", [6, 1], [3, 4], [7, 5] },
            { "BitwiseXor", [6, 1], [3, 4], [5, 5] },
        };

    public static TheoryData<string, double[]> Comparisons =>
        new()
        {
            { "Equal", [0, 1, 0] },
            { "NotEqual", [1, 0, 1] },
            { "Less", [1, 0, 0] },
            { "LessEqual", [1, 1, 0] },
            { "Greater", [0, 0, 1] },
            { "GreaterEqual", [0, 1, 1] },
        };

    [Theory]
    [MemberData(nameof(Unary))]
    public void Unary_OfFloats_IsAsDefined(string op, double[] x, double[] y) =>
        new OperationCase(op).Of(Floats(x), x.Length).Gives(y, op == "L2Loss" ? [] : [y.Length]);

    [Theory]
    [InlineData("Erf")]
    [InlineData("Tanh")]
    [InlineData("Softplus")]
    [InlineData("Relu")]
    [InlineData("Cosh")]
    public void Unary_OfDoubles_HasAKernel(string op)
    {
        var wanted = op switch
        {
            "Erf" => 0.5204998778,
            "Tanh" => Math.Tanh(0.5),
            "Softplus" => Math.Log(1 + Math.Exp(0.5)),
            "Cosh" => Math.Cosh(0.5),
            _ => 0.5,
        };
        new OperationCase(op).Of([0.5], 1).Gives(DataType.DtDouble, 0, [wanted], 1);
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void Binary_OfFloats_IsAsDefined(string op, double[] a, double[] b, double[] y) =>
        new OperationCase(op).Of(Floats(a), a.Length).Of(Floats(b), b.Length).Gives(y, y.Length);

    [Theory]
    [MemberData(nameof(Integer))]
    public void Binary_OfIntegers_RoundsAsTensorFlow(string op, double[] a, double[] b, double[] y) =>
        new OperationCase(op)
            .Of(Array.ConvertAll(a, v => (int)v), a.Length)
            .Of(Array.ConvertAll(b, v => (int)v), b.Length)
            .Gives(DataType.DtInt32, 0, y, y.Length);

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void Comparison_OfFloats_IsTruth(string op, double[] y) =>
        new OperationCase(op).Of([1f, 2f, 3f], 3).Of([2f, 2f, 2f], 3).Gives(DataType.DtBool, 0, y, 3);

    [Fact]
    public void Arithmetic_OfBytes_WrapsAround() =>
        new OperationCase("Add").Of<byte>([250, 1], 2).Of<byte>([10, 2], 2).Gives(DataType.DtUint8, 0, [4, 3], 2);

    [Fact]
    public void Logical_OfTruths_IsAsDefined()
    {
        bool[] a = [true, true, false, false];
        bool[] b = [true, false, true, false];
        new OperationCase("LogicalAnd").Of(a, 4).Of(b, 4).Gives(DataType.DtBool, 0, [1, 0, 0, 0], 4);
        new OperationCase("LogicalOr").Of(a, 4).Of(b, 4).Gives(DataType.DtBool, 0, [1, 1, 1, 0], 4);
        new OperationCase("LogicalNot").Of(a, 4).Gives(DataType.DtBool, 0, [0, 0, 1, 1], 4);
    }

    [Fact]
    public void IsFinite_OfSpecialNumbers_TellsThem()
    {
        float[] x = [1, float.NaN, float.PositiveInfinity];
        new OperationCase("IsNan").Of(x, 3).Gives(DataType.DtBool, 0, [0, 1, 0], 3);
        new OperationCase("IsInf").Of(x, 3).Gives(DataType.DtBool, 0, [0, 0, 1], 3);
        new OperationCase("IsFinite").Of(x, 3).Gives(DataType.DtBool, 0, [1, 0, 0], 3);
    }

    [Theory]
    [InlineData("Sum", false, new double[] { 6, 15 })]
    [InlineData("Mean", false, new double[] { 2, 5 })]
    [InlineData("Max", true, new double[] { 3, 6 })]
    [InlineData("Min", true, new double[] { 1, 4 })]
    [InlineData("Prod", false, new double[] { 6, 120 })]
    public void Reduction_OverTheLastAxis_IsAsDefined(string op, bool keep, double[] y) =>
        new OperationCase(op)
            .Of([1f, 2, 3, 4, 5, 6], 2, 3)
            .Axes(-1)
            .With("keep_dims", keep)
            .Gives(y, keep ? [2, 1] : [2]);

    [Fact]
    public void Reduction_OverNoAxes_ChangesNothing() =>
        new OperationCase("Sum").Of([1f, 2], 2).Axes().Gives([1, 2], 2);

    [Fact]
    public void Reduction_OfTruths_IsAllAndAny()
    {
        bool[] x = [true, false, true, true];
        new OperationCase("All").Of(x, 2, 2).Axis(1).Gives(DataType.DtBool, 0, [0, 1], 2);
        new OperationCase("Any").Of(x, 2, 2).Axis(0).Gives(DataType.DtBool, 0, [1, 1], 2);
    }

    [Fact]
    public void Cumsum_ExclusiveAndReverse_IsAsDefined() =>
        new OperationCase("Cumsum")
            .Of([1f, 2, 3], 3)
            .Axis(0)
            .With("exclusive", true)
            .With("reverse", true)
            .Gives([5, 3, 0], 3);

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);
}
