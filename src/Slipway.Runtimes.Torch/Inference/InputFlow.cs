using Slipway.Runtimes.Torch.Scripts;

namespace Slipway.Runtimes.Torch.Inference;

/// <summary>
/// Follows the inputs through the code until they meet something that says what they are: the table of an embedding,
/// weights, a conversion. Branches and loops are read straight through. Bounded in steps and depth, whatever the code says.
/// </summary>
internal sealed class InputFlow(ScriptCode code, IReadOnlyDictionary<string, ParameterInfo> parameters, int inputs)
{
    private const int MaxSteps = 500_000;
    private const int MaxDepth = 48;

    // What is in the file, and no operator of libtorch.
    private const string Namespace = "__torch__.";

    private readonly OperatorEvidence _operators = new(parameters, inputs);
    private int _steps;
    private int _depth;

    /// <summary>What was found out of each input.</summary>
    public IReadOnlyList<InputEvidence> Evidence => _operators.Evidence;

    /// <summary>Follows them through the model's method.</summary>
    public void Follow(string rootClass, ScriptFunction forward)
    {
        var arguments = new FlowValue[forward.Parameters.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = new FlowValue.Input(i, IsWhole: true);
        }

        Run(forward, new FlowValue.Module(rootClass, ""), arguments);
    }

    private FlowValue Run(ScriptFunction function, FlowValue? self, FlowValue[] arguments)
    {
        if (_depth >= MaxDepth)
            return FlowValue.Other.Instance;
        _depth++;
        var names = new Dictionary<string, FlowValue>();
        if (function.Self is not null && self is not null)
            names[function.Self] = self;
        for (var i = 0; i < Math.Min(arguments.Length, function.Parameters.Count); i++)
        {
            names[function.Parameters[i].Name] = arguments[i];
        }

        FlowValue result = FlowValue.Other.Instance;
        foreach (var statement in function.Body)
        {
            if (statement.StartsWith("return ", StringComparison.Ordinal))
                result = Value(ExpressionReader.Read(statement.AsSpan("return ".Length)), names);
            else
                Assign(statement, names);
        }

        _depth--;
        return result;
    }

    // "x = …", "a, b, = …"; heads of branches and loops have no " = ".
    private void Assign(string statement, Dictionary<string, FlowValue> names)
    {
        var equals = statement.IndexOf(" = ", StringComparison.Ordinal);
        if (equals < 0)
            return;
        var value = Value(ExpressionReader.Read(statement.AsSpan(equals + 3)), names);
        var targets = statement[..equals]
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < targets.Length; i++)
        {
            names[targets[i]] =
                targets.Length == 1 && !statement[..equals].Contains(',', StringComparison.Ordinal) ? value
                : value is FlowValue.Items items && i < items.Elements.Count ? items.Elements[i]
                : value is FlowValue.Input ? value
                : FlowValue.Other.Instance;
        }
    }

    private FlowValue Value(Expression expression, Dictionary<string, FlowValue> names)
    {
        if (++_steps > MaxSteps)
            return FlowValue.Other.Instance;
        return expression switch
        {
            Expression.Name { Text: "True" or "False" } truth => new FlowValue.Truth(truth.Text == "True"),
            Expression.Name name => names.GetValueOrDefault(name.Text, FlowValue.Other.Instance),
            Expression.Number number => new FlowValue.Number(number.Value),
            Expression.Member { Dotted: { } dotted } when dotted.StartsWith(Namespace, StringComparison.Ordinal) =>
                new FlowValue.Function(dotted),
            Expression.Member member => Member(Value(member.Of, names), member.Text),
            Expression.Items items => new FlowValue.Items([.. items.Elements.Select(element => Value(element, names))]),
            Expression.Call call => Call(call, names),
            _ => FlowValue.Other.Instance,
        };
    }

    private FlowValue Member(FlowValue of, string name)
    {
        if (of is not FlowValue.Module module || code.Class(module.Class)?.Attribute(name) is not { } type)
            return FlowValue.Other.Instance;
        var path = module.Path.Length == 0 ? name : $"{module.Path}.{name}";
        if (type.Name.StartsWith(Namespace, StringComparison.Ordinal))
            return new FlowValue.Module(type.Name, path);
        return type.IsTensor || type.IsOptionalTensor ? new FlowValue.Parameter(path) : FlowValue.Other.Instance;
    }

    private FlowValue Call(Expression.Call call, Dictionary<string, FlowValue> names)
    {
        FlowValue[] arguments = [.. call.Arguments.Select(argument => Value(argument, names))];
        if (call.Function is Expression.Member method && Value(method.Of, names) is FlowValue.Module module)
        {
            return code.Class(module.Class)?.Methods.GetValueOrDefault(method.Text) is { } function
                ? Run(function, module, arguments)
                : FlowValue.Other.Instance;
        }

        if (Value(call.Function, names) is FlowValue.Function local)
            return code.Function(local.Name) is { } called ? Run(called, null, arguments) : FlowValue.Other.Instance;
        // Types are numbers in TorchScript.
        if (call.Function.Dotted == "ops.prim.dtype")
            return new FlowValue.Number(0);
        return call.Function.Dotted is { } name && name.StartsWith("torch.", StringComparison.Ordinal)
            ? _operators.Apply(name["torch.".Length..].TrimEnd('_'), arguments)
            : FlowValue.Other.Instance;
    }
}
