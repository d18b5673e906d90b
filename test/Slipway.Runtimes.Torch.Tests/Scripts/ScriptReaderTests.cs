using Slipway.Runtimes.Torch.Scripts;

namespace Slipway.Runtimes.Torch.Tests.Scripts;

public sealed class ScriptReaderTests
{
    private const string Code = """
        class Net(Module):
          __parameters__ = ["weight", ]
          weight : Tensor
          names : Final[List[str]] = ["a", "b"]
          __annotations__["0"] = __torch__.torch.nn.modules.linear.Linear
          def forward(s: __torch__.Net,
            x: Tensor,
            lengths: Optional[Tensor]=None,
            scale: float=0.5) -> Tuple[Tensor, List[Tensor]]:
            a = torch.add(x,
              torch.size(x, 0))
            if torch.eq(1, 2):
              b = a
            return (a, [b])
          def other(self: __torch__.Net) -> NoneType:
            return None
        class Pair(NamedTuple):
          first : Tensor
          second : Dict[str, int]
        def linear(input: Tensor,
            weight: Tensor) -> Tensor:
          return torch.linear(input, weight, None)
        """;

    private readonly ScriptReader _reader = ScriptReader.Read(Code);

    [Fact]
    public void Read_Class_HasItsAttributesAndMethods()
    {
        var net = _reader.Classes["Net"];

        net.Attribute("weight")!.IsTensor.Should().BeTrue();
        net.Attribute("0")!.Name.Should().Be("__torch__.torch.nn.modules.linear.Linear");
        net.Attribute("names")!.ToString().Should().Be("Final[List[str]]");
        net.Methods.Keys.Should().Equal("forward", "other");
        _reader.Classes["Pair"].IsNamedTuple.Should().BeTrue();
    }

    [Fact]
    public void Read_Head_HasParametersDefaultsAndWhatItReturns()
    {
        var forward = _reader.Classes["Net"].Methods["forward"];

        forward.Self.Should().Be("s");
        forward.Returns!.ToString().Should().Be("Tuple[Tensor, List[Tensor]]");
        forward
            .Parameters.Select(parameter => $"{parameter.Name}: {parameter.Type}={parameter.Default}")
            .Should()
            .Equal("x: Tensor=", "lengths: Optional[Tensor]=None", "scale: float=0.5");
    }

    [Fact]
    public void Read_Body_HasOneStatementALine() =>
        _reader
            .Classes["Net"]
            .Methods["forward"]
            .Body.Should()
            .Equal("a = torch.add(x, torch.size(x, 0))", "if torch.eq(1, 2):", "b = a", "return (a, [b])");

    [Fact]
    public void Read_Function_IsThere() => _reader.Functions["linear"].Parameters.Should().HaveCount(2);

    [Theory]
    [InlineData("Tensor]")]
    [InlineData("Tuple[Tensor")]
    [InlineData("")]
    [InlineData("List[]x")]
    public void Parse_NoType_IsNull(string text) => ScriptType.Parse(text).Should().BeNull();

    [Fact]
    public void Parse_EndlessType_IsNull() =>
        ScriptType.Parse(string.Concat(Enumerable.Repeat("List[", 100_000))).Should().BeNull();

    [Theory]
    [InlineData("torch.add(x, 1)", "torch.add")]
    [InlineData("(emb).forward(ids, )", null)]
    public void Read_Call_HasItsFunction(string text, string? dotted)
    {
        var call = ExpressionReader.Read(text).Should().BeOfType<Expression.Call>().Which;

        call.Function.Dotted.Should().Be(dotted ?? "emb.forward");
        call.Arguments.Should().HaveCount(dotted is null ? 1 : 2);
    }

    [Theory]
    [InlineData("getattr(f2, \"0\")", "f2.0")]
    [InlineData("annotate(Tensor, x)", "x")]
    [InlineData("unchecked_cast(Tensor, x)", "x")]
    public void Read_WhatOnlyNames_IsThatName(string text, string dotted) =>
        ExpressionReader.Read(text).Dotted.Should().Be(dotted);

    [Theory]
    [InlineData("torch.zeros([2, 3], dtype=6, device=None)", 1)]
    [InlineData("torch.foo(a if b else c, -1., \"text, (\")", 3)]
    [InlineData("torch.foo({\"a\": x}, [1, (2, 3)])", 2)]
    public void Read_ArgumentsOfAllKinds_KeepsTheirPlaces(string text, int count) =>
        ((Expression.Call)ExpressionReader.Read(text)).Arguments.Should().HaveCount(count);

    [Fact]
    public void Read_EndlessExpression_Ends()
    {
        ExpressionReader.Read(new string('(', 1_000_000)).Should().NotBeNull();
        ExpressionReader.Read(string.Concat(Enumerable.Repeat("f(", 100_000))).Should().NotBeNull();
    }
}
