using Slipway.Gateway.Access;

namespace Slipway.Gateway.Tests.Access;

public sealed class ApiKeysTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_Lines_HaveNamesAndKeys()
    {
        File.WriteAllText(_file, "# who may call\n\nalice: 0123456789abcdef\nbob :  fedcba9876543210:with-colon \n");

        var keys = ApiKeys.Read(_file);

        keys.Count.Should().Be(2);
        keys.Find("0123456789abcdef").Should().Be("alice");
        keys.Find("fedcba9876543210:with-colon").Should().Be("bob");
        keys.Find("0123456789abcdeF").Should().BeNull();
        keys.Find("").Should().BeNull();
        keys.Find(new string('x', 1_000_000)).Should().BeNull();
    }

    [Fact]
    public void Read_Mistakes_AreAllToldWithoutAKey()
    {
        File.WriteAllText(_file, "alice 0123456789abcdef\nbob: short\n: 0123456789abcdef\n");

        var read = () => ApiKeys.Read(_file);

        read.Should()
            .Throw<InvalidDataException>()
            .WithMessage(
                "line 1 is not 'NAME: KEY'; the key of 'bob' in line 2 has 5 characters; 16 to 4096 are taken; "
                    + "line 3 is not 'NAME: KEY'"
            );
    }

    [Fact]
    public void Read_Empty_IsAMistake()
    {
        var read = () => ApiKeys.Read(_file);

        read.Should().Throw<InvalidDataException>().WithMessage("it has no keys");
    }
}
