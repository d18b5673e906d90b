using Slipway.Errors;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests.Workers;

/// <summary>The gauge is the process's: nothing else may run at the same time.</summary>
[CollectionDefinition(nameof(RentedMemoryTests), DisableParallelization = true)]
[Collection(nameof(RentedMemoryTests))]
public sealed class RentedMemoryTests
{
    [Fact]
    public async Task Tensors_OfAllRequests_AreGivenBack()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            import os
            from slipway import Tensor

            class Model:
                def predict(self, x: Tensor["int64", 1]) -> Tensor["int64", 1]:
                    return x if x[0] == 0 else os._exit(3)
            """
        );
        await model.AskAsync(0);
        var before = TensorBuffer.RentedBytes;
        for (var i = 0; i < 3; i++)
        {
            await model.AskAsync(0);
            var crashing = async () => await model.AskAsync(1);
            await crashing.Should().ThrowAsync<ServingException>();
        }

        TensorBuffer.RentedBytes.Should().Be(before);
    }
}
