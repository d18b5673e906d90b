using Microsoft.Extensions.Options;
using Slipway.AspNetCore.SharedMemory;
using Slipway.Errors;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.SharedMemory;

public sealed class SharedMemoryRegistryTests : IDisposable
{
    private readonly SharedMemoryRegistry _registry = Registry(SharedMemoryMode.On);
    private readonly SharedMemoryObject _memory;

    public SharedMemoryRegistryTests()
    {
        Assert.SkipUnless(SharedMemoryObject.IsSupported, "POSIX shared memory is served on Linux");
        _memory = new SharedMemoryObject(64);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _memory?.Dispose();
    }

    [Fact]
    public void Region_ReadAndWritten_IsTheClientsMemory()
    {
        _registry.Register("r", _memory.Key, 16, 32);
        _memory.Write<int>(16 + 8, 1, 2, 3);

        using var lease = _registry.Acquire("r");
        var read = new byte[8];
        lease.Read(12, read);
        lease.Write(28, [7, 0, 0, 0]);

        lease.ByteSize.Should().Be(32);
        read.Should().Equal(2, 0, 0, 0, 3, 0, 0, 0);
        _memory.Read<int>(16 + 28, 1).Should().Equal(7);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//x")]
    [InlineData("/a/b")]
    [InlineData("a/../b")]
    [InlineData("..")]
    [InlineData("/.")]
    [InlineData("/x\0y")]
    public void Register_KeyThatIsNoName_IsRefused(string key) =>
        Refused(() => _registry.Register("r", key, 0, 1)).Message.Should().Contain("no key of shared memory");

    [Fact]
    public void Register_KeyOfNothing_SaysThatThereIsNone() =>
        Refused(() => _registry.Register("r", "/slipway-test-nothing", 0, 1)).Message.Should().Contain("there is none");

    [Fact]
    public void Register_LinkToElsewhere_IsNotFollowed()
    {
        using var folder = new TempFolder();
        folder.Write("secret", "secret");
        var link = $"/dev/shm/slipway-test-{Guid.NewGuid():N}";
        File.CreateSymbolicLink(link, folder["secret"]);
        try
        {
            Refused(() => _registry.Register("r", Path.GetFileName(link), 0, 1));
        }
        finally
        {
            File.Delete(link);
        }
    }

    [Theory]
    [InlineData(0UL, 65UL)]
    [InlineData(64UL, 1UL)]
    [InlineData(1UL, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 2UL)]
    [InlineData(0UL, 0UL)]
    public void Register_PlaceOutsideOfTheObject_IsRefused(ulong offset, ulong byteSize) =>
        Refused(() => _registry.Register("r", _memory.Key, offset, byteSize))
            .Message.Should()
            .Contain("failed to register shared memory region 'r'");

    [Fact]
    public void Register_NameThatIsTaken_AlreadyExists()
    {
        _registry.Register("r", _memory.Key, 0, 64);
        var again = Refused(() => _registry.Register("r", _memory.Key, 0, 64));
        again.Code.Should().Be(ServingErrorCode.AlreadyExists);
        again.Message.Should().Contain("shared memory region 'r' already in manager");
    }

    [Fact]
    public void Register_MoreThanThereMayBe_IsRefused()
    {
        for (var i = 0; i < SharedMemoryRegistry.MaxRegions; i++)
        {
            _registry.Register($"r{i}", _memory.Key, 0, 64);
        }

        Refused(() => _registry.Register("more", _memory.Key, 0, 64))
            .Code.Should()
            .Be(ServingErrorCode.ResourceExhausted);
        _registry.Unregister("r7");
        _registry.Register("more", _memory.Key, 0, 64);
    }

    [Fact]
    public void Unregister_RegionInUse_StaysUsableForWhoHasIt()
    {
        _registry.Register("r", _memory.Key, 0, 64);
        _memory.Write(0, 5);
        using (var lease = _registry.Acquire("r"))
        {
            _registry.Unregister("r");
            Refused(() => _registry.Acquire("r")).Code.Should().Be(ServingErrorCode.NotFound);
            var read = new byte[4];
            lease.Read(0, read);
            read.Should().Equal(5, 0, 0, 0);
        }

        // The name is free for another one at once.
        _registry.Register("r", _memory.Key, 0, 64);
    }

    [Fact]
    public void Registry_UsedFromManySides_ClosesEveryDescriptorAfterItsLastUse()
    {
        Parallel.For(
            0,
            2000,
            i =>
            {
                try
                {
                    switch (i % 4)
                    {
                        case 0:
                            _registry.Register("r", _memory.Key, 0, 64);
                            break;
                        case 1:
                            _registry.Unregister("r");
                            break;
                        default:
                            using (var lease = _registry.Acquire("r"))
                            {
                                lease.Read(0, new byte[64]);
                            }

                            break;
                    }
                }
                catch (ServingException e)
                {
                    e.Code.Should().BeOneOf(ServingErrorCode.NotFound, ServingErrorCode.AlreadyExists);
                }
            }
        );
        _registry.UnregisterAll();

        // One is the test's own mapping.
        OpenDescriptors(_memory.Path).Should().Be(1);
    }

    [Fact]
    public void Unregister_Unknown_DoesNothing()
    {
        _registry.Unregister("nothing");
        _registry.UnregisterAll();
        _registry.Status("").Should().BeEmpty();
    }

    [Fact]
    public void Status_OneOrAll_SaysWhatWasRegistered()
    {
        _registry.Register("b", _memory.Key, 8, 16);
        _registry.Register("a", _memory.Name, 0, 64);

        _registry.Status("").Select(region => region.Name).Should().Equal("a", "b");
        var one = _registry.Status("b").Should().ContainSingle().Which;
        (one.Key, one.Offset, one.ByteSize).Should().Be((_memory.Key, 8, 16));
        Refused(() => _registry.Status("c")).Message.Should().Be("Unable to find system shared memory region: 'c'");
    }

    [Fact]
    public void Use_ObjectThatWasTruncated_IsAnErrorAndNothingGrows()
    {
        _registry.Register("r", _memory.Key, 0, 64);
        using var lease = _registry.Acquire("r");
        _memory.Truncate(10);

        Refused(() => lease.Read(8, new byte[4])).Message.Should().ContainAll("'r'", "smaller");
        Refused(() => lease.Write(8, new byte[4])).Message.Should().ContainAll("'r'", "smaller");
        lease.Read(6, new byte[4]);
        new FileInfo(_memory.Path).Length.Should().Be(10);
    }

    [Fact]
    public void Use_WhereItIsOff_NamesTheOption()
    {
        using var off = Registry(SharedMemoryMode.Off);
        var register = Refused(() => off.Register("r", _memory.Key, 0, 64));
        register.Code.Should().Be(ServingErrorCode.Unsupported);
        register.Message.Should().Contain("--shared-memory on");
        Refused(() => off.Acquire("r")).Code.Should().Be(ServingErrorCode.Unsupported);
        off.Status("").Should().BeEmpty();
        off.UnregisterAll();
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:8080", "http://[::1]:8081", "http://localhost:1")]
    [InlineData(true, "http://unix:/run/slipway.sock")]
    [InlineData(false, "http://127.0.0.1:8080", "http://0.0.0.0:8081")]
    [InlineData(false, "http://[::]:8080")]
    [InlineData(false, "http://*:8080")]
    [InlineData(false, "http://10.0.0.1:8080")]
    [InlineData(false, "http://localhost.example.org:8080")]
    [InlineData(false)]
    public void Auto_IsOnWhereOnlyTheMachineItselfCanCome(bool on, params string[] addresses) =>
        SharedMemoryAccess.ListensOnLoopbackOnly(addresses).Should().Be(on);

    private static int OpenDescriptors(string path)
    {
        var count = 0;
        foreach (var link in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            try
            {
                count += new FileInfo(link).LinkTarget == path ? 1 : 0;
            }
            catch (IOException)
            {
                // Another test has closed it meanwhile.
            }
        }

        return count;
    }

    private static SharedMemoryRegistry Registry(SharedMemoryMode mode) =>
        new(new SharedMemoryAccess(Options.Create(new ModelServerOptions { SharedMemory = mode })));

    private static ServingException Refused(Action action) => action.Should().Throw<ServingException>().Which;
}
