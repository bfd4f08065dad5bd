using System.Data.Common;
using System.Globalization;
using Kith.Cli;
using Npgsql;

// What goes over the wire and into indexes must not depend on the language of the machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    // The host ends on signals by itself; the command line would cut off, after two seconds, what is still being answered.
    return await CommandLine.Create().Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (StorageUnavailableException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message} {exception.InnerException?.Message}".TrimEnd());
    return 1;
}
catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException or FormatException or DbException)
{
    // What an operator can mend: the message says what to do, a stack trace would hide it.
    await Console.Error.WriteLineAsync(exception is PostgresException { MessageText: var text, SqlState: var state } ? $"The database says: {text} (SQLSTATE {state})." : exception.Message);
    return 1;
}
