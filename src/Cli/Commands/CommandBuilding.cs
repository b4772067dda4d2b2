using System.CommandLine;
using System.Security.Cryptography;
using HospitalChain.Cli.Output;
using HospitalChain.Client;
using HospitalChain.Protocol;

namespace HospitalChain.Cli.Commands;

/// <summary>How every command is put together and run: the one place where a refusal becomes words and an exit code.</summary>
internal static class CommandBuilding
{
    /// <summary>Adds options or arguments.</summary>
    public static Command With(this Command command, params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Options.Add(option);
                    break;
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
                default:
                    command.Subcommands.Add((Command)symbol);
                    break;
            }
        }

        return command;
    }

    /// <summary>What the command does.</summary>
    public static Command Does(this Command command, Func<Invocation, Task<Answer>> action)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            var writer = new AnswerWriter(parsed.GetValue(GlobalOptions.Json), Console.Out, Console.Error);
            using var invocation = new Invocation(parsed, cancellation);
            try
            {
                var answer = await action(invocation).ConfigureAwait(false);
                writer.Write(answer);
                return answer.ExitCode;
            }
            catch (RefusedException refused)
            {
                return writer.Refuse(refused.Refusal);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
            {
                writer.Refuse(Faults.Local.With(failure.Message));
                return ExitCodes.Fault;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return writer.Refuse(Faults.Interrupted);
            }
        });
        return command;
    }

    /// <summary>What the command does, without waiting for anything.</summary>
    public static Command Does(this Command command, Func<Invocation, Answer> action) => command.Does(invocation => Task.FromResult(action(invocation)));
}
