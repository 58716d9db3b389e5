package seodang.shell.awk;

import java.util.List;
import java.util.Map;

/// A program as steps of a stack machine.
///
/// @param functions where each begins
/// @param main where reading records begins
/// @param end where `END` begins
/// @param finish the step that ends all
record Code(List<Step> steps, Map<String, Function> functions, int main, int end, int finish) {
  record Function(int start, int parameters) {}

  /// One step.
  ///
  /// @param number a place in the program, a count, or a local's number with -1 for a global
  record Step(Op op, int number, String text, Value value) {}

  enum Op {
    PUSH,
    POP,
    DUPLICATE,
    GET,
    SET,
    GET_FIELD,
    SET_FIELD,
    KEY,
    GET_ELEMENT,
    SET_ELEMENT,
    HAS_ELEMENT,
    DELETE_ELEMENT,
    CLEAR,
    PUSH_ARRAY,
    FRESH_ARRAY,
    BINARY,
    UNARY,
    MATCH,
    CONCAT,
    JUMP,
    JUMP_FALSE,
    JUMP_TRUE,
    RANGE,
    RANGE_SET,
    CALL,
    RETURN,
    KEYS,
    NEXT_KEY,
    DROP_KEYS,
    BUILTIN,
    LENGTH,
    SPLIT,
    SUBSTITUTE,
    GETLINE,
    PUSH_FOUND,
    PUSH_COUNT,
    JUMP_UNLESS_FOUND,
    PRINT,
    SYSTEM,
    CLOSE,
    READ_RECORD,
    NEXT,
    EXIT,
    BEGIN_END,
    FINISH
  }
}
