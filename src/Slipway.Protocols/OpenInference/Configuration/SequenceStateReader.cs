using Google.Protobuf.Collections;
using Slipway.Models;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using StateData = Slipway.Protocols.OpenInference.Grpc.Proto.ModelSequenceBatching.Types.InitialState.StateDataOneofCase;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>Outputs that the server keeps; the files of first states lie in the folder <c>initial_state</c>.</summary>
internal static class SequenceStateReader
{
    private const string Folder = "initial_state";

    public static void Read(
        ConfigReading reading,
        SequenceConfig sequence,
        ModelSequenceBatching.Types.State state,
        string path
    )
    {
        if (state.InputName.Length == 0 || state.OutputName.Length == 0)
            reading.Wrong(path, "name the input and the output of the state");
        if (sequence.States.Exists(other => other.Input == state.InputName || other.Output == state.OutputName))
            reading.Wrong(path, "an input and an output belong to one state each");
        if (state.Dims.Any(dim => dim is 0 or < -1))
            reading.Wrong($"{path}.dims", "each must be 1 or more, or -1 where it is free");
        if (state.UseGrowableMemory || state.UseSameBufferForInputOutput)
            reading.Remark($"the memory settings of the state '{state.InputName}' have no effect");

        var config = new SequenceStateConfig
        {
            Input = state.InputName,
            Output = state.OutputName,
            Shape = First(reading, state.Dims),
        };
        ReadInitial(reading, config, state, path);
        sequence.States.Add(config);

        var held = new TensorConfig
        {
            Datatype = TritonTypes.NameOf(state.DataType),
            Shape = state.Dims.Count > 0 ? reading.WithBatch(state.Dims) : null,
        };
        if (config.Input.Length > 0)
            reading.Config.Inputs.TryAdd(config.Input, held);
        if (config.Output.Length > 0)
            reading.Config.Outputs.TryAdd(config.Output, held);
    }

    private static void ReadInitial(
        ConfigReading reading,
        SequenceStateConfig config,
        ModelSequenceBatching.Types.State state,
        string path
    )
    {
        if (state.InitialState.Count == 0)
            return;
        if (state.InitialState.Count > 1)
            reading.Wrong($"{path}.initial_state[1]", "a state has one beginning");
        var initial = state.InitialState[0];
        path = $"{path}.initial_state[0]";
        if (initial.DataType != DataType.TypeInvalid && initial.DataType != state.DataType)
            reading.Wrong($"{path}.data_type", "differs from the state's own");
        if (initial.Dims.Any(dim => dim < 1))
            reading.Wrong($"{path}.dims", "each must be 1 or more, a beginning leaves nothing free");
        if (initial.Dims.Count > 0)
            config.Shape = First(reading, initial.Dims);
        if (initial.StateDataCase == StateData.None)
            reading.Wrong(path, "give zero_data or data_file");
        if (initial.StateDataCase != StateData.DataFile)
            return;
        config.File = Path.Combine(Folder, initial.DataFile);
        ModelFiles.Find(reading, config.File, $"{path}.data_file");
    }

    // The state of one sequence is one row; a free dimension begins with one element.
    private static List<long> First(ConfigReading reading, RepeatedField<long> dims) =>
        dims.Count == 0 ? [] : reading.WithBatch(dims.Select(dim => Math.Max(dim, 1)), batch: 1);
}
